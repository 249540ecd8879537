-- The tables of the warehouse. All of them are filled from the journal only, by
-- pow_pipeline/warehouse/apply/, and can be rebuilt from it. Moments are in UTC; days are in the time
-- zone of the programme.

-- record: deliveries, validation results, decisions and releases.
-- reference: the contents of the programme folder, one set of rows per activation.
-- summary: the figures, as table macros with the arguments period and as_of, and views of the
-- present under the same names.
CREATE SCHEMA record;
CREATE SCHEMA reference;
CREATE SCHEMA summary;

CREATE TABLE record.definition (
    digest VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    structure VARCHAR NOT NULL
);
COMMENT ON TABLE record.definition IS 'One row: the definitions from which these tables and summaries were created.';
COMMENT ON COLUMN record.definition.digest IS 'Hash of the SQL files; if it differs from that of the program, the warehouse is rebuilt.';
COMMENT ON COLUMN record.definition.code_version IS 'Version of pow-pipeline that created the tables; an older version does not replace them.';
COMMENT ON COLUMN record.definition.structure IS 'Hash of the tables, views and macros after they were created, to detect changes made by something else.';

CREATE TABLE record.seal (
    event INTEGER NOT NULL,
    subject VARCHAR NOT NULL,
    digest VARCHAR NOT NULL
);
COMMENT ON TABLE record.seal IS 'One row is the content of one table after the last applied event, to detect edits made by hand.';
COMMENT ON COLUMN record.seal.event IS 'Number of the last event that had been applied.';
COMMENT ON COLUMN record.seal.subject IS 'Name of the table.';
COMMENT ON COLUMN record.seal.digest IS 'Number of rows and sum of their hashes.';

CREATE TABLE record.event (
    number INTEGER PRIMARY KEY,
    type VARCHAR NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    sha256 VARCHAR NOT NULL
);
COMMENT ON TABLE record.event IS 'One row is one event of the journal that has been applied to this warehouse.';
COMMENT ON COLUMN record.event.number IS 'Number of the event in the journal, starting at 1 without gaps.';
COMMENT ON COLUMN record.event.type IS 'Type of the event: received, programme, validated, decided, feedback, erased, editorial, draft, released, visible_since or pruned.';
COMMENT ON COLUMN record.event.happened_at IS 'Time of the event, in UTC.';
COMMENT ON COLUMN record.event.sha256 IS 'Hash of the file of the event; the next event contains it.';

CREATE TABLE record.delivery (
    delivery VARCHAR PRIMARY KEY,
    sequence INTEGER NOT NULL,
    event INTEGER NOT NULL,
    place INTEGER NOT NULL,
    sender VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    channel VARCHAR NOT NULL,
    received_at TIMESTAMP NOT NULL,
    arrived_at TIMESTAMP NOT NULL,
    arrival_evidence VARCHAR NOT NULL,
    tie VARCHAR,
    received_on DATE NOT NULL,
    programme INTEGER NOT NULL
);
COMMENT ON TABLE record.delivery IS 'One row is one file that arrived, of any kind.';
COMMENT ON COLUMN record.delivery.delivery IS 'Name of the delivery: sender, event and place in that event.';
COMMENT ON COLUMN record.delivery.sequence IS 'Position in order of arrival, over all deliveries, starting at 1.';
COMMENT ON COLUMN record.delivery.event IS 'Number of the event that received it.';
COMMENT ON COLUMN record.delivery.place IS 'Position within that event, starting at 1.';
COMMENT ON COLUMN record.delivery.sender IS 'Code of the region that sent it: the inbox folder in which it arrived.';
COMMENT ON COLUMN record.delivery.name IS 'Original name of the file; (erased) after the delivery was erased.';
COMMENT ON COLUMN record.delivery.sha256 IS 'Hash of its bytes, under which they are stored.';
COMMENT ON COLUMN record.delivery.size IS 'Size in bytes.';
COMMENT ON COLUMN record.delivery.channel IS 'Channel through which it arrived.';
COMMENT ON COLUMN record.delivery.received_at IS 'Time at which it was taken from the inbox, in UTC.';
COMMENT ON COLUMN record.delivery.arrived_at IS 'Time at which it arrived in the inbox, in UTC; decides whether it is on time.';
COMMENT ON COLUMN record.delivery.arrival_evidence IS 'Source of arrived_at: changed (change time of the file), seen (first look at the inbox that found the file) or received (same as received_at).';
COMMENT ON COLUMN record.delivery.tie IS 'Name shared by deliveries of the same sender that arrived together, so that their order is unknown; empty if the order is known.';
COMMENT ON COLUMN record.delivery.received_on IS 'Day of arrival, in the time zone of the programme.';
COMMENT ON COLUMN record.delivery.programme IS 'Number of the event of the programme that was in force on arrival.';

CREATE TABLE record.result (
    delivery VARCHAR NOT NULL,
    event INTEGER NOT NULL,
    outcome VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    region_code VARCHAR,
    period VARCHAR,
    activities INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    queries INTEGER NOT NULL,
    notices INTEGER NOT NULL,
    duplicate_of VARCHAR,
    error VARCHAR,
    attempts INTEGER NOT NULL,
    declared_empty VARCHAR[] NOT NULL,
    programme INTEGER NOT NULL,
    code_version VARCHAR NOT NULL,
    rerun_by VARCHAR,
    rerun_why VARCHAR
);
COMMENT ON TABLE record.result IS 'One row is one validation of one delivery; the latest row of a delivery is in force.';
COMMENT ON COLUMN record.result.delivery IS 'The validated delivery.';
COMMENT ON COLUMN record.result.event IS 'Number of the event that recorded the validation.';
COMMENT ON COLUMN record.result.outcome IS 'Outcome: accepted, rejected, duplicate, or failed (an error in our own code).';
COMMENT ON COLUMN record.result.stage IS 'Stage at which validation ended: file, layout or rows; submission if it passed all of these.';
COMMENT ON COLUMN record.result.region_code IS 'Code of the region that it is about; empty if that could not be determined.';
COMMENT ON COLUMN record.result.period IS 'Period that it is about; empty if that could not be determined.';
COMMENT ON COLUMN record.result.activities IS 'Number of activities in it.';
COMMENT ON COLUMN record.result.errors IS 'Number of findings with severity error.';
COMMENT ON COLUMN record.result.queries IS 'Number of findings with severity query, without those of the comparison with earlier reports.';
COMMENT ON COLUMN record.result.notices IS 'Number of findings with severity notice.';
COMMENT ON COLUMN record.result.duplicate_of IS 'For a duplicate: the delivery that it repeats.';
COMMENT ON COLUMN record.result.error IS 'For a failed delivery: type of the error and its location in our code.';
COMMENT ON COLUMN record.result.attempts IS 'Attempt number, starting at 1.';
COMMENT ON COLUMN record.result.declared_empty IS 'Codes of the categories that it declares to have no activities.';
COMMENT ON COLUMN record.result.programme IS 'Number of the event of the programme under which it was validated.';
COMMENT ON COLUMN record.result.code_version IS 'Version of the code that validated it.';
COMMENT ON COLUMN record.result.rerun_by IS 'Person who had it validated again; empty for the first validation.';
COMMENT ON COLUMN record.result.rerun_why IS 'Reason for validating it again; empty for the first validation.';

CREATE TABLE record.submission (
    submission INTEGER PRIMARY KEY,
    delivery VARCHAR NOT NULL,
    sequence INTEGER NOT NULL,
    event INTEGER NOT NULL,
    region_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    received_on DATE NOT NULL
);
COMMENT ON TABLE record.submission IS 'One row is one acceptance of a report of a region about a period.';
COMMENT ON COLUMN record.submission.submission IS 'Number of the submission, in order of acceptance.';
COMMENT ON COLUMN record.submission.delivery IS 'The delivery that contained it.';
COMMENT ON COLUMN record.submission.sequence IS 'Position of that delivery in order of arrival.';
COMMENT ON COLUMN record.submission.event IS 'Number of the event that accepted it.';
COMMENT ON COLUMN record.submission.region_code IS 'Code of the region that reports.';
COMMENT ON COLUMN record.submission.period IS 'Period that it reports about.';
COMMENT ON COLUMN record.submission.version IS 'Version number among the accepted reports of this region about this period, starting at 1; unchanged when it is validated again.';
COMMENT ON COLUMN record.submission.received_on IS 'Day of arrival, in the time zone of the programme.';

CREATE TABLE record.activity_status (
    submission INTEGER NOT NULL,
    activity_id VARCHAR NOT NULL,
    activity_name VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    explanation VARCHAR NOT NULL,
    reason VARCHAR,
    start_date DATE,
    end_date DATE,
    target_original DECIMAL(24, 6),
    target DECIMAL(24, 6),
    unit VARCHAR,
    realised DECIMAL(24, 6),
    themes VARCHAR[],
    sheet VARCHAR NOT NULL,
    activity_id_cell VARCHAR,
    status_cell VARCHAR NOT NULL,
    category_cell VARCHAR,
    explanation_cell VARCHAR
);
COMMENT ON TABLE record.activity_status IS 'One row is one activity in one accepted report; unique by submission and activity_id.';
COMMENT ON COLUMN record.activity_status.submission IS 'The submission that contains it.';
COMMENT ON COLUMN record.activity_status.activity_id IS 'Id that the region gave the activity, in canonical form; the same in all periods.';
COMMENT ON COLUMN record.activity_status.activity_name IS 'Name of the activity; empty if none was given.';
COMMENT ON COLUMN record.activity_status.category IS 'Code of its category.';
COMMENT ON COLUMN record.activity_status.status IS 'Code of its status.';
COMMENT ON COLUMN record.activity_status.explanation IS 'Explanation by the region; empty if none was given.';
COMMENT ON COLUMN record.activity_status.reason IS 'Code of the reason given by the region; empty if none was given.';
COMMENT ON COLUMN record.activity_status.start_date IS 'First day of the activity; empty if unknown.';
COMMENT ON COLUMN record.activity_status.end_date IS 'Last day of the activity; empty if unknown.';
COMMENT ON COLUMN record.activity_status.target_original IS 'Original target, in the unit of the activity.';
COMMENT ON COLUMN record.activity_status.target IS 'Current target, in the unit of the activity.';
COMMENT ON COLUMN record.activity_status.unit IS 'Unit of the targets, as written by the region.';
COMMENT ON COLUMN record.activity_status.realised IS 'Realised value, in the unit of the activity.';
COMMENT ON COLUMN record.activity_status.themes IS 'Tags given by the region.';
COMMENT ON COLUMN record.activity_status.sheet IS 'Worksheet of the file that contains it.';
COMMENT ON COLUMN record.activity_status.activity_id_cell IS 'Cell that contains its id.';
COMMENT ON COLUMN record.activity_status.status_cell IS 'Cell that contains its status.';
COMMENT ON COLUMN record.activity_status.category_cell IS 'Cell that contains its category.';
COMMENT ON COLUMN record.activity_status.explanation_cell IS 'Cell that contains its explanation; the cell of its status if the form has no column for explanations.';

CREATE TABLE record.answer (
    submission INTEGER NOT NULL,
    question VARCHAR NOT NULL,
    score INTEGER NOT NULL,
    remark VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL
);
COMMENT ON TABLE record.answer IS 'One row is the answer to one question in one accepted report; unique by submission and question.';
COMMENT ON COLUMN record.answer.submission IS 'The submission that contains it.';
COMMENT ON COLUMN record.answer.question IS 'Code of the question.';
COMMENT ON COLUMN record.answer.score IS 'Score, on the ordinal scale of the programme.';
COMMENT ON COLUMN record.answer.remark IS 'Remark of the region next to the score; empty if none was given.';
COMMENT ON COLUMN record.answer.sheet IS 'Worksheet of the file that contains it.';
COMMENT ON COLUMN record.answer.cell IS 'Cell that contains the score.';

CREATE TABLE record.finding (
    delivery VARCHAR NOT NULL,
    event INTEGER NOT NULL,
    place INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    severity VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL,
    activity_id VARCHAR NOT NULL,
    activity_name VARCHAR NOT NULL,
    found VARCHAR NOT NULL,
    expected VARCHAR[] NOT NULL
);
COMMENT ON TABLE record.finding IS 'One row is one finding: what one rule reports about one place in one delivery.';
COMMENT ON COLUMN record.finding.delivery IS 'The delivery that it is about.';
COMMENT ON COLUMN record.finding.event IS 'Number of the event that recorded the validation.';
COMMENT ON COLUMN record.finding.place IS 'Position among the findings of that delivery, starting at 1.';
COMMENT ON COLUMN record.finding.rule IS 'Code of the rule.';
COMMENT ON COLUMN record.finding.stage IS 'Stage of the rule: file, layout, rows, submission or history.';
COMMENT ON COLUMN record.finding.severity IS 'error, query or notice.';
COMMENT ON COLUMN record.finding.sheet IS 'Worksheet; empty if the finding is about the file as a whole.';
COMMENT ON COLUMN record.finding.cell IS 'Cell; empty if the finding is about the file as a whole.';
COMMENT ON COLUMN record.finding.activity_id IS 'Id of the activity; empty if the finding is not about one.';
COMMENT ON COLUMN record.finding.activity_name IS 'Name of the activity; empty if the finding is not about one.';
COMMENT ON COLUMN record.finding.found IS 'Text found at that place.';
COMMENT ON COLUMN record.finding.expected IS 'Values that would have been correct.';

CREATE TABLE record.proposed_pair (
    delivery VARCHAR NOT NULL,
    event INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    old VARCHAR NOT NULL,
    new VARCHAR NOT NULL,
    label VARCHAR NOT NULL
);
COMMENT ON TABLE record.proposed_pair IS 'One row is a pair of names that a rule proposes as the same thing, in one delivery.';
COMMENT ON COLUMN record.proposed_pair.delivery IS 'The delivery that it is about.';
COMMENT ON COLUMN record.proposed_pair.event IS 'Number of the event that recorded the validation.';
COMMENT ON COLUMN record.proposed_pair.rule IS 'Code of the rule that proposes the pair.';
COMMENT ON COLUMN record.proposed_pair.old IS 'The known name.';
COMMENT ON COLUMN record.proposed_pair.new IS 'The name in the delivery.';
COMMENT ON COLUMN record.proposed_pair.label IS 'Label of the thing that both names seem to refer to.';

CREATE TABLE record.query_answer (
    delivery VARCHAR NOT NULL,
    event INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    activity_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL
);
COMMENT ON TABLE record.query_answer IS 'One row is the answer of a submitter, in a marked workbook, to the query of one rule about one activity; unique by delivery, event, rule and activity_id, regardless of case.';
COMMENT ON COLUMN record.query_answer.delivery IS 'The delivery that contains the answer, accepted or not.';
COMMENT ON COLUMN record.query_answer.event IS 'Number of the event that recorded the validation.';
COMMENT ON COLUMN record.query_answer.rule IS 'Code of the rule.';
COMMENT ON COLUMN record.query_answer.activity_id IS 'Id of the activity; empty if the answer is about the report as a whole.';
COMMENT ON COLUMN record.query_answer.text IS 'Text of the answer.';
COMMENT ON COLUMN record.query_answer.sheet IS 'Worksheet of the file that contains it.';
COMMENT ON COLUMN record.query_answer.cell IS 'Cell that contains it.';

CREATE TABLE record.decision (
    event INTEGER NOT NULL,
    decision VARCHAR NOT NULL,
    delivery VARCHAR,
    region_code VARCHAR,
    period VARCHAR,
    until DATE,
    rule VARCHAR,
    cell VARCHAR,
    query VARCHAR,
    figures VARCHAR,
    found VARCHAR,
    decided_by VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE record.decision IS 'One row is one decision of an operator about one delivery, region or period.';
COMMENT ON COLUMN record.decision.event IS 'Number of the event that recorded it.';
COMMENT ON COLUMN record.decision.decision IS 'Kind of decision, as the command pow decide names it, such as extend.';
COMMENT ON COLUMN record.decision.delivery IS 'For withdraw, answer and erase: the delivery.';
COMMENT ON COLUMN record.decision.region_code IS 'For exempt, extend and map-activity: code of the region.';
COMMENT ON COLUMN record.decision.period IS 'For extend, exempt, map-activity, final, reopen, approve and sign-off: the period.';
COMMENT ON COLUMN record.decision.until IS 'For extend: the last day that is on time.';
COMMENT ON COLUMN record.decision.rule IS 'For answer: the rule whose query is answered.';
COMMENT ON COLUMN record.decision.cell IS 'For answer: the cell that the query is about.';
COMMENT ON COLUMN record.decision.query IS 'For answer: identifier of the query, as in summary.open_query.';
COMMENT ON COLUMN record.decision.figures IS 'For approve and sign-off: hash of the figures that were approved or signed off.';
COMMENT ON COLUMN record.decision.found IS 'For approve: hash of the check results that stopped the publication.';
COMMENT ON COLUMN record.decision.decided_by IS 'Person who decided.';
COMMENT ON COLUMN record.decision.why IS 'Reason for the decision.';
COMMENT ON COLUMN record.decision.decided_at IS 'Time of the decision, in UTC.';

CREATE TABLE record.decided_pair (
    event INTEGER NOT NULL,
    region_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    old VARCHAR NOT NULL,
    new VARCHAR NOT NULL
);
COMMENT ON TABLE record.decided_pair IS 'One row is one activity that continues under another id by decision of an operator.';
COMMENT ON COLUMN record.decided_pair.event IS 'Number of the event that recorded the decision.';
COMMENT ON COLUMN record.decided_pair.region_code IS 'Code of the region.';
COMMENT ON COLUMN record.decided_pair.period IS 'First period in which the activity has the new id.';
COMMENT ON COLUMN record.decided_pair.old IS 'Old id.';
COMMENT ON COLUMN record.decided_pair.new IS 'New id.';

CREATE TABLE record.erasure (
    event INTEGER NOT NULL,
    decided INTEGER NOT NULL
);
COMMENT ON TABLE record.erasure IS 'One row is one completed erasure: everything that one decision asked to erase is gone.';
COMMENT ON COLUMN record.erasure.event IS 'Number of the event that recorded it.';
COMMENT ON COLUMN record.erasure.decided IS 'Number of the event of the decision.';

CREATE TABLE record.editorial (
    event INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL
);
COMMENT ON TABLE record.editorial IS 'One row is the editorial text about one period in one language; the last event about a period is in force.';
COMMENT ON COLUMN record.editorial.event IS 'Number of the event that recorded it.';
COMMENT ON COLUMN record.editorial.period IS 'The period.';
COMMENT ON COLUMN record.editorial.language IS 'Code of the language.';
COMMENT ON COLUMN record.editorial.sha256 IS 'Hash of the file.';

CREATE TABLE record.feedback (
    event INTEGER NOT NULL,
    validated INTEGER NOT NULL
);
COMMENT ON TABLE record.feedback IS 'One row is one validated event of which all senders have received their feedback.';
COMMENT ON COLUMN record.feedback.event IS 'Number of the event that recorded it.';
COMMENT ON COLUMN record.feedback.validated IS 'Number of the validated event.';

CREATE TABLE record.draft (
    event INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    as_of INTEGER NOT NULL,
    figures VARCHAR NOT NULL,
    made_by VARCHAR NOT NULL
);
COMMENT ON TABLE record.draft IS 'One row is one draft: figures frozen for people to check before release.';
COMMENT ON COLUMN record.draft.event IS 'Number of the event that recorded it.';
COMMENT ON COLUMN record.draft.period IS 'Period of the draft.';
COMMENT ON COLUMN record.draft.as_of IS 'Number of the last event that is included in its figures.';
COMMENT ON COLUMN record.draft.figures IS 'Hash of its figures.';
COMMENT ON COLUMN record.draft.made_by IS 'Person who made it.';

CREATE TABLE record.release (
    event INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    as_of INTEGER NOT NULL,
    figures VARCHAR NOT NULL,
    manifest VARCHAR NOT NULL,
    revises VARCHAR,
    changed VARCHAR,
    embargo TIMESTAMP,
    visible_since INTEGER,
    pruned INTEGER
);
COMMENT ON TABLE record.release IS 'One row is one published release.';
COMMENT ON COLUMN record.release.event IS 'Number of the event that recorded it.';
COMMENT ON COLUMN record.release.period IS 'Period of the release.';
COMMENT ON COLUMN record.release.version IS 'Version number among the releases of that period, starting at 1.';
COMMENT ON COLUMN record.release.as_of IS 'Number of the last event that is included in its figures.';
COMMENT ON COLUMN record.release.figures IS 'Hash of its figures.';
COMMENT ON COLUMN record.release.manifest IS 'Hash of its manifest.';
COMMENT ON COLUMN record.release.embargo IS 'Time before which it must not become current, in UTC; empty without embargo.';
COMMENT ON COLUMN record.release.visible_since IS 'Number of the event since which it may be current; empty while it is under embargo.';
COMMENT ON COLUMN record.release.pruned IS 'Number of the event that removed everything of it except its manifest; empty if it is complete.';
COMMENT ON COLUMN record.release.revises IS 'The previous release, if any number differs from it; empty otherwise.';
COMMENT ON COLUMN record.release.changed IS 'What differs from the tables of the previous release: figures, columns, flags (only letters in the column flag) or nothing; empty for the first release of a period.';

CREATE TABLE reference.programme (
    programme INTEGER PRIMARY KEY,
    code VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    minimum_denominator INTEGER NOT NULL,
    minimum_coverage DOUBLE NOT NULL
);
COMMENT ON TABLE reference.programme IS 'One row is one activation of a programme folder.';
COMMENT ON COLUMN reference.programme.programme IS 'Number of the event that activated it.';
COMMENT ON COLUMN reference.programme.code IS 'Code of the programme.';
COMMENT ON COLUMN reference.programme.digest IS 'Hash of the folder.';
COMMENT ON COLUMN reference.programme.minimum_denominator IS 'A share with a smaller denominator is flagged as small.';
COMMENT ON COLUMN reference.programme.minimum_coverage IS 'A figure with a lower coverage is flagged as unreliable.';

CREATE TABLE reference.region (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    valid_from DATE,
    valid_until DATE,
    planned_activities INTEGER,
    successors VARCHAR[] NOT NULL
);
COMMENT ON TABLE reference.region IS 'One row is one region in one activation of the programme.';
COMMENT ON COLUMN reference.region.programme IS 'Number of the event that activated this version of the programme.';
COMMENT ON COLUMN reference.region.code IS 'Code of the region.';
COMMENT ON COLUMN reference.region.name IS 'Name of the region.';
COMMENT ON COLUMN reference.region.valid_from IS 'First day on which the region exists; empty if it always existed.';
COMMENT ON COLUMN reference.region.valid_until IS 'Last day on which the region exists; empty if it still exists.';
COMMENT ON COLUMN reference.region.planned_activities IS 'Number of activities in its plan; empty if unknown.';
COMMENT ON COLUMN reference.region.successors IS 'Codes of the regions that take over its activities.';

CREATE TABLE reference.period (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    opens DATE NOT NULL,
    reference DATE NOT NULL,
    deadline DATE NOT NULL,
    publication DATE NOT NULL
);
COMMENT ON TABLE reference.period IS 'One row is one period in one activation of the programme.';
COMMENT ON COLUMN reference.period.programme IS 'Number of the event that activated this version of the programme.';
COMMENT ON COLUMN reference.period.code IS 'Code of the period; codes sort in order of time.';
COMMENT ON COLUMN reference.period.place IS 'Position in order of time, starting at 1.';
COMMENT ON COLUMN reference.period.opens IS 'First day on which reports are accepted.';
COMMENT ON COLUMN reference.period.reference IS 'Day whose situation is reported.';
COMMENT ON COLUMN reference.period.deadline IS 'Last day that is on time.';
COMMENT ON COLUMN reference.period.publication IS 'Planned day of publication.';

CREATE TABLE reference.register (
    programme INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    region_code VARCHAR NOT NULL
);
COMMENT ON TABLE reference.register IS 'One row is one region that is expected to report about one period.';
COMMENT ON COLUMN reference.register.programme IS 'Number of the event that activated this version of the programme.';
COMMENT ON COLUMN reference.register.period IS 'The period.';
COMMENT ON COLUMN reference.register.region_code IS 'Code of the region.';

CREATE TABLE reference.mapping (
    event INTEGER NOT NULL,
    from_region VARCHAR NOT NULL,
    from_id VARCHAR NOT NULL,
    since VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    until VARCHAR,
    to_region VARCHAR NOT NULL,
    to_id VARCHAR NOT NULL
);
COMMENT ON TABLE reference.mapping IS 'One row is an old code of an activity (region and id) and the code that replaces it from some period on; an activity whose code changes twice has two rows.';
COMMENT ON COLUMN reference.mapping.event IS 'Number of the event since which the row is valid, of a programme or of a decision; each such event repeats all mappings.';
COMMENT ON COLUMN reference.mapping.from_region IS 'Region under which it was reported.';
COMMENT ON COLUMN reference.mapping.from_id IS 'Id under which it was reported there.';
COMMENT ON COLUMN reference.mapping.since IS 'Period in which it left the old code: the row applies to what was reported under that code before.';
COMMENT ON COLUMN reference.mapping.period IS 'First period in which it has the new code; equal to since unless the code changed more than once.';
COMMENT ON COLUMN reference.mapping.until IS 'Period in which it left the new code as well; empty if it still has that code.';
COMMENT ON COLUMN reference.mapping.to_region IS 'Region to which it belongs from then on.';
COMMENT ON COLUMN reference.mapping.to_id IS 'Id that it has there.';

CREATE TABLE reference.category (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    label VARCHAR NOT NULL
);
COMMENT ON TABLE reference.category IS 'One row is one category of activities in one activation of the programme.';
COMMENT ON COLUMN reference.category.programme IS 'Number of the event that activated this version of the programme.';
COMMENT ON COLUMN reference.category.code IS 'Code of the category.';
COMMENT ON COLUMN reference.category.place IS 'Position on the sheet, starting at 1.';
COMMENT ON COLUMN reference.category.label IS 'Name in the language of the submitters.';

CREATE TABLE reference.status (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    explanation VARCHAR NOT NULL,
    word VARCHAR NOT NULL
);
COMMENT ON TABLE reference.status IS 'One row is one status in one activation of the programme.';
COMMENT ON COLUMN reference.status.programme IS 'Number of the event that activated this version of the programme.';
COMMENT ON COLUMN reference.status.code IS 'Code of the status.';
COMMENT ON COLUMN reference.status.place IS 'Position in the order of statuses, starting at 1.';
COMMENT ON COLUMN reference.status.kind IS 'scale (on the scale), open (can still get a status of the scale) or final (keeps this status).';
COMMENT ON COLUMN reference.status.explanation IS 'Whether an explanation is needed: optional, required, or when_worse_or_again.';
COMMENT ON COLUMN reference.status.word IS 'Word for the status on the form, in the language of the submitters.';

CREATE TABLE reference.parameter (
    programme INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    value DOUBLE NOT NULL
);
COMMENT ON TABLE reference.parameter IS 'One row is one limit used by the rules, in one activation of the programme.';
COMMENT ON COLUMN reference.parameter.programme IS 'Number of the event that activated this version of the programme.';
COMMENT ON COLUMN reference.parameter.name IS 'Name of the limit in the section validating of programme.toml.';
COMMENT ON COLUMN reference.parameter.value IS 'Value of the limit.';

CREATE TABLE reference.question (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    lowest INTEGER NOT NULL,
    highest INTEGER NOT NULL
);
COMMENT ON TABLE reference.question IS 'One row is one question to regions, besides those about activities, in one activation of the programme.';
COMMENT ON COLUMN reference.question.programme IS 'Number of the event that activated this version of the programme.';
COMMENT ON COLUMN reference.question.code IS 'Code of the question.';
COMMENT ON COLUMN reference.question.place IS 'Position in the order of questions, starting at 1.';
COMMENT ON COLUMN reference.question.label IS 'Wording in the language of the submitters.';
COMMENT ON COLUMN reference.question.lowest IS 'Lowest score of the scale.';
COMMENT ON COLUMN reference.question.highest IS 'Highest score of the scale.';
