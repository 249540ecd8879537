-- R-CATEGORY-03 reports nothing if no category is left to name.
DELETE FROM record.finding
WHERE finding.event = $event AND finding.rule = 'R-CATEGORY-03' AND len(finding.expected) = 0;
