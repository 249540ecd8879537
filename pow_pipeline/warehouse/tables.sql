-- The tables of the warehouse. All of them are filled from the journal only and can be rebuilt from
-- it. Moments are in UTC; days are in the time zone of the programme.

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
    shape VARCHAR NOT NULL
);
COMMENT ON TABLE record.definition IS 'One row: what these tables and summaries were made from.';
COMMENT ON COLUMN record.definition.digest IS 'Hash of the SQL files; another hash means a rebuild.';
COMMENT ON COLUMN record.definition.code_version IS 'The version of pow-pipeline that made the tables; an older one does not make them again.';
COMMENT ON COLUMN record.definition.shape IS 'Hash of the columns and constraints of all tables, to notice when they are altered.';

CREATE TABLE record.seal (
    event INTEGER NOT NULL,
    held VARCHAR NOT NULL,
    digest VARCHAR NOT NULL
);
COMMENT ON TABLE record.seal IS 'One row is what one table held after the last event, so that edits by hand are noticed.';
COMMENT ON COLUMN record.seal.event IS 'The last event that had been applied.';
COMMENT ON COLUMN record.seal.held IS 'The table; summary for the definitions of all summaries.';
COMMENT ON COLUMN record.seal.digest IS 'The number of its rows and the sum of their hashes.';

CREATE TABLE record.event (
    number INTEGER PRIMARY KEY,
    type VARCHAR NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    sha256 VARCHAR NOT NULL
);
COMMENT ON TABLE record.event IS 'One row is one event of the journal that this warehouse shows.';
COMMENT ON COLUMN record.event.number IS 'Place in the journal, from 1 without gaps.';
COMMENT ON COLUMN record.event.type IS 'received, programme, validated, decided, feedback, erased, editorial, draft, released, visible_since or pruned.';
COMMENT ON COLUMN record.event.happened_at IS 'When it happened, in UTC.';
COMMENT ON COLUMN record.event.sha256 IS 'Hash of the event''s file, which the next event carries.';

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
COMMENT ON TABLE record.delivery IS 'One row is one file that arrived, whatever it is.';
COMMENT ON COLUMN record.delivery.delivery IS 'Its name: sender, event and place in that event.';
COMMENT ON COLUMN record.delivery.sequence IS 'The how-manieth delivery it is, in order of arrival, from 1.';
COMMENT ON COLUMN record.delivery.event IS 'The event that received it.';
COMMENT ON COLUMN record.delivery.place IS 'Its place in that event, from 1.';
COMMENT ON COLUMN record.delivery.sender IS 'The inbox folder it came from: the code of the region that sent it.';
COMMENT ON COLUMN record.delivery.name IS 'The name of the file as it was; (erased) when the delivery was erased.';
COMMENT ON COLUMN record.delivery.sha256 IS 'Hash of its bytes, under which they are kept.';
COMMENT ON COLUMN record.delivery.size IS 'Its size in bytes.';
COMMENT ON COLUMN record.delivery.channel IS 'How it came in.';
COMMENT ON COLUMN record.delivery.received_at IS 'When it was taken from the inbox, in UTC.';
COMMENT ON COLUMN record.delivery.arrived_at IS 'When it arrived in the inbox, in UTC; this decides whether it is on time.';
COMMENT ON COLUMN record.delivery.arrival_evidence IS 'What arrived_at follows from: changed (the change time of its inode), seen (the first look at the inbox that saw it) or received (received_at).';
COMMENT ON COLUMN record.delivery.tie IS 'A name that is shared by deliveries of the same sender that arrived together, so that their order is not known; empty where it is known.';
COMMENT ON COLUMN record.delivery.received_on IS 'The day on which it arrived, in the programme''s time zone.';
COMMENT ON COLUMN record.delivery.programme IS 'The event of the programme in force when it came in.';

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
COMMENT ON TABLE record.result IS 'One row is one batch of one delivery; the latest one counts.';
COMMENT ON COLUMN record.result.delivery IS 'The delivery that was validated.';
COMMENT ON COLUMN record.result.event IS 'The event that validated it.';
COMMENT ON COLUMN record.result.outcome IS 'accepted, rejected, duplicate, or failed when our own code failed on it.';
COMMENT ON COLUMN record.result.stage IS 'The stage that ended its way: file, layout or rows; submission when none did.';
COMMENT ON COLUMN record.result.region_code IS 'The region it is about, where that could be known.';
COMMENT ON COLUMN record.result.period IS 'The period it is about, where that could be known.';
COMMENT ON COLUMN record.result.activities IS 'The number of activities in it.';
COMMENT ON COLUMN record.result.errors IS 'The number of findings that are errors.';
COMMENT ON COLUMN record.result.queries IS 'The number of queries about the delivery itself, before it is held against those before it.';
COMMENT ON COLUMN record.result.notices IS 'The number of findings that are notices.';
COMMENT ON COLUMN record.result.duplicate_of IS 'The delivery that it repeats, for a duplicate.';
COMMENT ON COLUMN record.result.error IS 'For a failed delivery: the kind of error and where in our code.';
COMMENT ON COLUMN record.result.attempts IS 'How often the delivery had been validated, this time included.';
COMMENT ON COLUMN record.result.declared_empty IS 'Codes of the categories that it declares to have no activities.';
COMMENT ON COLUMN record.result.programme IS 'The event of the programme it was validated under.';
COMMENT ON COLUMN record.result.code_version IS 'The version of the code that validated it.';
COMMENT ON COLUMN record.result.rerun_by IS 'Who had it validated again, empty the first time.';
COMMENT ON COLUMN record.result.rerun_why IS 'Why it was validated again, empty the first time.';

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
COMMENT ON COLUMN record.submission.submission IS 'Its number, in order of acceptance.';
COMMENT ON COLUMN record.submission.delivery IS 'The delivery it came in.';
COMMENT ON COLUMN record.submission.sequence IS 'The order of arrival of that delivery.';
COMMENT ON COLUMN record.submission.event IS 'The event that accepted it.';
COMMENT ON COLUMN record.submission.region_code IS 'The region that reports.';
COMMENT ON COLUMN record.submission.period IS 'The period it reports about.';
COMMENT ON COLUMN record.submission.version IS 'The n-th report of this region about this period that was accepted; kept when it is validated again.';
COMMENT ON COLUMN record.submission.received_on IS 'The day it came in, in the programme''s time zone.';

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
COMMENT ON COLUMN record.activity_status.submission IS 'The report it stands in.';
COMMENT ON COLUMN record.activity_status.activity_id IS 'The region''s own id of the activity in its canonical form, the same over periods.';
COMMENT ON COLUMN record.activity_status.activity_name IS 'Its name, empty when the region gave none.';
COMMENT ON COLUMN record.activity_status.category IS 'Code of its category.';
COMMENT ON COLUMN record.activity_status.status IS 'Code of its status.';
COMMENT ON COLUMN record.activity_status.explanation IS 'What the region wrote about it, empty when nothing.';
COMMENT ON COLUMN record.activity_status.reason IS 'Code of the reason that the region gave, empty when none.';
COMMENT ON COLUMN record.activity_status.start_date IS 'The day on which it starts, where known.';
COMMENT ON COLUMN record.activity_status.end_date IS 'The day on which it ends, where known.';
COMMENT ON COLUMN record.activity_status.target_original IS 'What it was to reach when it began, in its own unit.';
COMMENT ON COLUMN record.activity_status.target IS 'What it is to reach now, in its own unit.';
COMMENT ON COLUMN record.activity_status.unit IS 'The unit of its targets, as the region names it.';
COMMENT ON COLUMN record.activity_status.realised IS 'What it has reached, in its own unit.';
COMMENT ON COLUMN record.activity_status.themes IS 'The tags that the region gave it.';
COMMENT ON COLUMN record.activity_status.sheet IS 'The sheet of the file it was read from.';
COMMENT ON COLUMN record.activity_status.activity_id_cell IS 'The cell that its id was read from.';
COMMENT ON COLUMN record.activity_status.status_cell IS 'The cell that its status was read from.';
COMMENT ON COLUMN record.activity_status.category_cell IS 'The cell that its category was read from.';
COMMENT ON COLUMN record.activity_status.explanation_cell IS 'The cell of its explanation; of its status where the form has no column for it.';

CREATE TABLE record.answer (
    submission INTEGER NOT NULL,
    question VARCHAR NOT NULL,
    score INTEGER NOT NULL,
    remark VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL
);
COMMENT ON TABLE record.answer IS 'One row is the answer to one question in one accepted report; unique by submission and question.';
COMMENT ON COLUMN record.answer.submission IS 'The report it stands in.';
COMMENT ON COLUMN record.answer.question IS 'Code of the question.';
COMMENT ON COLUMN record.answer.score IS 'The score, on the ordinal scale of the programme.';
COMMENT ON COLUMN record.answer.remark IS 'What the region wrote beside it, empty when nothing.';
COMMENT ON COLUMN record.answer.sheet IS 'The sheet of the file it was read from.';
COMMENT ON COLUMN record.answer.cell IS 'The cell that the score was read from.';

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
COMMENT ON TABLE record.finding IS 'One row is what one rule has to say about one place in one delivery.';
COMMENT ON COLUMN record.finding.delivery IS 'The delivery it is about.';
COMMENT ON COLUMN record.finding.event IS 'The event that validated the delivery.';
COMMENT ON COLUMN record.finding.place IS 'Order among the findings of that delivery, from 1.';
COMMENT ON COLUMN record.finding.rule IS 'Code of the rule.';
COMMENT ON COLUMN record.finding.stage IS 'The stage of the rule.';
COMMENT ON COLUMN record.finding.severity IS 'error, query or notice.';
COMMENT ON COLUMN record.finding.sheet IS 'The sheet, empty when the file as a whole is meant.';
COMMENT ON COLUMN record.finding.cell IS 'The cell, empty when the file as a whole is meant.';
COMMENT ON COLUMN record.finding.activity_id IS 'The id of the activity, where it is about one.';
COMMENT ON COLUMN record.finding.activity_name IS 'The name of the activity, where it is about one.';
COMMENT ON COLUMN record.finding.found IS 'The text as it stood there.';
COMMENT ON COLUMN record.finding.expected IS 'What would have been right.';

CREATE TABLE record.proposed_pair (
    delivery VARCHAR NOT NULL,
    event INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    old VARCHAR NOT NULL,
    new VARCHAR NOT NULL,
    label VARCHAR NOT NULL
);
COMMENT ON TABLE record.proposed_pair IS 'One row is two names that seem to mean the same thing, of which one rule says so about one delivery.';
COMMENT ON COLUMN record.proposed_pair.delivery IS 'The delivery it is about.';
COMMENT ON COLUMN record.proposed_pair.event IS 'The event that validated the delivery.';
COMMENT ON COLUMN record.proposed_pair.rule IS 'Code of the rule that proposes them.';
COMMENT ON COLUMN record.proposed_pair.old IS 'The name that is known.';
COMMENT ON COLUMN record.proposed_pair.new IS 'The name that the delivery has instead.';
COMMENT ON COLUMN record.proposed_pair.label IS 'What the thing is called.';

CREATE TABLE record.query_answer (
    delivery VARCHAR NOT NULL,
    event INTEGER NOT NULL,
    rule VARCHAR NOT NULL,
    activity_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    sheet VARCHAR NOT NULL,
    cell VARCHAR NOT NULL
);
COMMENT ON TABLE record.query_answer IS 'One row is what a submitter says, in a marked workbook, to what one rule found about one activity; unique by delivery, event, rule and activity_id in any case.';
COMMENT ON COLUMN record.query_answer.delivery IS 'The delivery it stands in, accepted or not.';
COMMENT ON COLUMN record.query_answer.event IS 'The event that validated the delivery.';
COMMENT ON COLUMN record.query_answer.rule IS 'Code of the rule.';
COMMENT ON COLUMN record.query_answer.activity_id IS 'The id of the activity, empty for the report as a whole.';
COMMENT ON COLUMN record.query_answer.text IS 'What the submitter wrote.';
COMMENT ON COLUMN record.query_answer.sheet IS 'The sheet of the file it was read from.';
COMMENT ON COLUMN record.query_answer.cell IS 'The cell it was read from.';

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
COMMENT ON TABLE record.decision IS 'One row is what an operator laid down about one delivery, region or period.';
COMMENT ON COLUMN record.decision.event IS 'The event of the decision.';
COMMENT ON COLUMN record.decision.decision IS 'withdraw, explain (answers a query), extend (a deadline), exempt (need not report), map-activity (goes on under another id), erase, final, reopen (a final period is provisional again), approve (a publication that was stopped) or sign-off (the figures of a draft).';
COMMENT ON COLUMN record.decision.delivery IS 'The delivery that is withdrawn, explained or erased.';
COMMENT ON COLUMN record.decision.region_code IS 'The region that is exempt, has a later deadline, or whose activities have other ids.';
COMMENT ON COLUMN record.decision.period IS 'The period it is about, for extend, exempt, map-activity, final, reopen, approve and sign-off.';
COMMENT ON COLUMN record.decision.until IS 'The last day that is on time, for extend.';
COMMENT ON COLUMN record.decision.rule IS 'The rule whose query is answered, for answer.';
COMMENT ON COLUMN record.decision.cell IS 'The cell that the query is about, for answer.';
COMMENT ON COLUMN record.decision.query IS 'Which query is answered, for answer: as in summary.open_query.';
COMMENT ON COLUMN record.decision.figures IS 'The hash of the figures that are published all the same, for approve, or that somebody stands for, for sign-off.';
COMMENT ON COLUMN record.decision.found IS 'The hash of what stopped them, for approve.';
COMMENT ON COLUMN record.decision.decided_by IS 'Who decided.';
COMMENT ON COLUMN record.decision.why IS 'Why.';
COMMENT ON COLUMN record.decision.decided_at IS 'When, in UTC.';

CREATE TABLE record.decided_pair (
    event INTEGER NOT NULL,
    region_code VARCHAR NOT NULL,
    period VARCHAR NOT NULL,
    old VARCHAR NOT NULL,
    new VARCHAR NOT NULL
);
COMMENT ON TABLE record.decided_pair IS 'One row is one activity of which a decision laid down that it goes on under another id.';
COMMENT ON COLUMN record.decided_pair.event IS 'The event of the decision.';
COMMENT ON COLUMN record.decided_pair.region_code IS 'The region.';
COMMENT ON COLUMN record.decided_pair.period IS 'The first period in which it has the new id.';
COMMENT ON COLUMN record.decided_pair.old IS 'The id that it had.';
COMMENT ON COLUMN record.decided_pair.new IS 'The id that it has.';

CREATE TABLE record.erasure (
    event INTEGER NOT NULL,
    decided INTEGER NOT NULL
);
COMMENT ON TABLE record.erasure IS 'One row: nothing is left of what one decision erased.';
COMMENT ON COLUMN record.erasure.event IS 'The event that says so.';
COMMENT ON COLUMN record.erasure.decided IS 'The event of the decision.';

CREATE TABLE record.editorial (
    event INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL
);
COMMENT ON TABLE record.editorial IS 'One row is what people wrote about one period in one language; the last event about a period counts.';
COMMENT ON COLUMN record.editorial.event IS 'The event that kept it.';
COMMENT ON COLUMN record.editorial.period IS 'The period.';
COMMENT ON COLUMN record.editorial.language IS 'The code of the language.';
COMMENT ON COLUMN record.editorial.sha256 IS 'The hash of the file.';

CREATE TABLE record.feedback (
    event INTEGER NOT NULL,
    validated INTEGER NOT NULL
);
COMMENT ON TABLE record.feedback IS 'One row: the senders of all deliveries of one validated event have been told.';
COMMENT ON COLUMN record.feedback.event IS 'The event that says so.';
COMMENT ON COLUMN record.feedback.validated IS 'The validated event.';

CREATE TABLE record.draft (
    event INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    as_of INTEGER NOT NULL,
    figures VARCHAR NOT NULL,
    made_by VARCHAR NOT NULL
);
COMMENT ON TABLE record.draft IS 'One row is one time that figures were frozen for people to check them.';
COMMENT ON COLUMN record.draft.event IS 'The event that says so.';
COMMENT ON COLUMN record.draft.period IS 'The period it is about.';
COMMENT ON COLUMN record.draft.as_of IS 'The event whose state it shows.';
COMMENT ON COLUMN record.draft.figures IS 'Hash of its figures.';
COMMENT ON COLUMN record.draft.made_by IS 'Who made it.';

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
COMMENT ON COLUMN record.release.event IS 'The event that released it.';
COMMENT ON COLUMN record.release.period IS 'The period it is about.';
COMMENT ON COLUMN record.release.version IS 'The n-th release of that period.';
COMMENT ON COLUMN record.release.as_of IS 'The event whose state it shows.';
COMMENT ON COLUMN record.release.figures IS 'Hash of its figures.';
COMMENT ON COLUMN record.release.manifest IS 'Hash of its manifest.';
COMMENT ON COLUMN record.release.embargo IS 'The moment before which it is not current, in UTC; empty when it was current at once.';
COMMENT ON COLUMN record.release.visible_since IS 'The event since which it may be current; empty while it is under embargo.';
COMMENT ON COLUMN record.release.pruned IS 'The event since which nothing is kept of it but its manifest.';
COMMENT ON COLUMN record.release.revises IS 'The release before, where a number of its figures differs from it.';
COMMENT ON COLUMN record.release.changed IS 'What differs in its tables from the release before: figures, columns, flags (only letters in the column flag) or nothing; empty for the first release of a period.';

CREATE TABLE reference.programme (
    programme INTEGER PRIMARY KEY,
    code VARCHAR NOT NULL,
    digest VARCHAR NOT NULL,
    minimum_denominator INTEGER NOT NULL,
    minimum_coverage DOUBLE NOT NULL
);
COMMENT ON TABLE reference.programme IS 'One row is one activation of a programme folder.';
COMMENT ON COLUMN reference.programme.programme IS 'The event that activated it.';
COMMENT ON COLUMN reference.programme.code IS 'Code of the programme.';
COMMENT ON COLUMN reference.programme.digest IS 'Hash of the folder.';
COMMENT ON COLUMN reference.programme.minimum_denominator IS 'A share of fewer activities is flagged as small.';
COMMENT ON COLUMN reference.programme.minimum_coverage IS 'A figure with less coverage is flagged as unreliable.';

CREATE TABLE reference.region (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    valid_from DATE,
    valid_until DATE,
    planned_activities INTEGER,
    successors VARCHAR[] NOT NULL
);
COMMENT ON TABLE reference.region IS 'One row is one region.';
COMMENT ON COLUMN reference.region.programme IS 'The event that activated this.';
COMMENT ON COLUMN reference.region.code IS 'Its code.';
COMMENT ON COLUMN reference.region.name IS 'Its name.';
COMMENT ON COLUMN reference.region.valid_from IS 'The first day on which it exists, empty when it always did.';
COMMENT ON COLUMN reference.region.valid_until IS 'The last day on which it exists, empty when it still does.';
COMMENT ON COLUMN reference.region.planned_activities IS 'The number of activities that its plan holds, empty when unknown.';
COMMENT ON COLUMN reference.region.successors IS 'The regions to which its activities go over.';

CREATE TABLE reference.period (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    opens DATE NOT NULL,
    reference DATE NOT NULL,
    deadline DATE NOT NULL,
    publication DATE NOT NULL
);
COMMENT ON TABLE reference.period IS 'One row is one period.';
COMMENT ON COLUMN reference.period.programme IS 'The event that activated this.';
COMMENT ON COLUMN reference.period.code IS 'Its code; codes sort in the order of time.';
COMMENT ON COLUMN reference.period.place IS 'Its order in time, from 1.';
COMMENT ON COLUMN reference.period.opens IS 'The first day on which reports are taken.';
COMMENT ON COLUMN reference.period.reference IS 'The day whose situation is reported.';
COMMENT ON COLUMN reference.period.deadline IS 'The last day that is on time.';
COMMENT ON COLUMN reference.period.publication IS 'The day on which the figures come out.';

CREATE TABLE reference.register (
    programme INTEGER NOT NULL,
    period VARCHAR NOT NULL,
    region_code VARCHAR NOT NULL
);
COMMENT ON TABLE reference.register IS 'One row is one region that is expected to report about one period.';
COMMENT ON COLUMN reference.register.programme IS 'The event that activated this.';
COMMENT ON COLUMN reference.register.period IS 'The period.';
COMMENT ON COLUMN reference.register.region_code IS 'The region.';

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
COMMENT ON TABLE reference.mapping IS 'One row is one code of an activity, and the other code under which it goes on, for as long as it has that; one that changes its code twice has two rows.';
COMMENT ON COLUMN reference.mapping.event IS 'The event since which this holds: of a programme or of a decision; each gives all mappings anew.';
COMMENT ON COLUMN reference.mapping.from_region IS 'The region under which it was reported.';
COMMENT ON COLUMN reference.mapping.from_id IS 'The id under which it was reported there.';
COMMENT ON COLUMN reference.mapping.since IS 'The period in which it left that code: what was reported under it before is meant.';
COMMENT ON COLUMN reference.mapping.period IS 'The first period in which it has the other code; the same as since, unless it changed its code once more.';
COMMENT ON COLUMN reference.mapping.until IS 'The period in which it left the other code too, empty when it has not.';
COMMENT ON COLUMN reference.mapping.to_region IS 'The region that it belongs to then.';
COMMENT ON COLUMN reference.mapping.to_id IS 'The id that it has there.';

CREATE TABLE reference.category (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    label VARCHAR NOT NULL
);
COMMENT ON TABLE reference.category IS 'One row is one category of activities.';
COMMENT ON COLUMN reference.category.programme IS 'The event that activated this.';
COMMENT ON COLUMN reference.category.code IS 'Its code.';
COMMENT ON COLUMN reference.category.place IS 'Its order on the sheet, from 1.';
COMMENT ON COLUMN reference.category.label IS 'Its name in the language of the submitters.';

CREATE TABLE reference.status (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    explanation VARCHAR NOT NULL,
    word VARCHAR NOT NULL
);
COMMENT ON TABLE reference.status IS 'One row is one status.';
COMMENT ON COLUMN reference.status.programme IS 'The event that activated this.';
COMMENT ON COLUMN reference.status.code IS 'Its code.';
COMMENT ON COLUMN reference.status.place IS 'Its order, from 1.';
COMMENT ON COLUMN reference.status.kind IS 'scale, open (may still get a status) or final (stays so).';
COMMENT ON COLUMN reference.status.explanation IS 'Whether it must be explained: optional, required, or when_worse_or_again.';
COMMENT ON COLUMN reference.status.word IS 'What the form calls it, in the language of the submitters.';

CREATE TABLE reference.parameter (
    programme INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    value DOUBLE NOT NULL
);
COMMENT ON TABLE reference.parameter IS 'One row is one number that the rules measure by.';
COMMENT ON COLUMN reference.parameter.programme IS 'The event that activated this.';
COMMENT ON COLUMN reference.parameter.name IS 'Its name in the programme folder, under validating.';
COMMENT ON COLUMN reference.parameter.value IS 'Its value.';

CREATE TABLE reference.question (
    programme INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    place INTEGER NOT NULL,
    label VARCHAR NOT NULL,
    lowest INTEGER NOT NULL,
    highest INTEGER NOT NULL
);
COMMENT ON TABLE reference.question IS 'One row is one question that is asked of a region beside its activities.';
COMMENT ON COLUMN reference.question.programme IS 'The event that activated this.';
COMMENT ON COLUMN reference.question.code IS 'Its code.';
COMMENT ON COLUMN reference.question.place IS 'Its order, from 1.';
COMMENT ON COLUMN reference.question.label IS 'Its wording in the language of the submitters.';
COMMENT ON COLUMN reference.question.lowest IS 'The lowest score of the scale.';
COMMENT ON COLUMN reference.question.highest IS 'The highest score of the scale.';
