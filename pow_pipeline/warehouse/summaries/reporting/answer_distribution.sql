-- One row is one possible score for one question, for the programme as a whole: the number of
-- regions that gave it, and their share of all regions that answered the question. Every score of
-- the scale has a row, even if its number is 0. The state is that at event as_of, or the present
-- when NULL; all periods are included when period is NULL.
-- Left out: reports not in force, and answers to questions or with scores that the programme no
-- longer has. There are no figures by region, because the answers are about the cooperation with
-- others.
-- Percentages are rounded half up, in integer arithmetic, each independently.
CREATE MACRO summary.answer_distribution(period, as_of := NULL) AS TABLE
WITH programme AS (
    SELECT in_force.programme, in_force.minimum_denominator
    FROM summary.programme_in_force(as_of := as_of) AS in_force
),

final AS (
    SELECT final_period.period
    FROM summary.final_period(as_of := as_of) AS final_period
),

possible AS (
    SELECT
        period_of.code AS period,
        question.code AS question,
        question.place,
        unnest(range(question.lowest, question.highest + 1))::INTEGER AS score
    FROM reference.question
    JOIN programme USING (programme)
    JOIN reference.period AS period_of USING (programme)
    WHERE period IS NULL OR period_of.code = period
),

counted AS (
    SELECT in_force.period, answer.question, answer.score, count(*) AS regions
    FROM summary.submission_in_force(period, as_of := as_of) AS in_force
    JOIN record.answer ON answer.submission = in_force.submission
    GROUP BY in_force.period, answer.question, answer.score
),

filled AS (
    SELECT
        possible.period,
        possible.question,
        possible.place,
        possible.score,
        coalesce(counted.regions, 0) AS regions,
        sum(coalesce(counted.regions, 0)) OVER (
            PARTITION BY possible.period, possible.question
        )::BIGINT AS denominator
    FROM possible
    LEFT JOIN counted
        ON counted.period = possible.period
        AND counted.question = possible.question
        AND counted.score = possible.score
)

SELECT
    filled.period,
    filled.question,
    filled.score,
    filled.regions,
    filled.denominator,
    filled.regions / nullif(filled.denominator, 0) AS share,
    (200 * filled.regions + filled.denominator) // nullif(2 * filled.denominator, 0) AS percentage,
    CASE WHEN final.period IS NULL THEN 'p' ELSE '' END || CASE
        WHEN filled.denominator = 0 THEN 'z'
        WHEN filled.denominator < programme.minimum_denominator THEN 's'
        ELSE ''
    END AS flag
FROM filled
CROSS JOIN programme
LEFT JOIN final ON final.period = filled.period
ORDER BY filled.period, filled.place, filled.score;

CREATE VIEW summary.answer_distribution AS
SELECT period, question, score, regions, denominator, share, percentage, flag
FROM summary.answer_distribution(NULL);

COMMENT ON VIEW summary.answer_distribution IS 'One row is one possible score for one question: the number of regions that gave it.';
COMMENT ON COLUMN summary.answer_distribution.period IS 'The period.';
COMMENT ON COLUMN summary.answer_distribution.question IS 'Code of the question.';
COMMENT ON COLUMN summary.answer_distribution.score IS 'Score, on the ordinal scale of the programme.';
COMMENT ON COLUMN summary.answer_distribution.regions IS 'Number of regions that gave this score.';
COMMENT ON COLUMN summary.answer_distribution.denominator IS 'Number of regions that answered this question.';
COMMENT ON COLUMN summary.answer_distribution.share IS 'regions / denominator, not rounded; empty if no region answered.';
COMMENT ON COLUMN summary.answer_distribution.percentage IS 'Share in percent, rounded half up independently of other rows; empty if no region answered.';
COMMENT ON COLUMN summary.answer_distribution.flag IS 'Letters: p provisional until the period is made final, s small denominator, z not applicable because no region answered.';
