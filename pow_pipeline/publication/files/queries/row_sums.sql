-- The only row is the number of rows of one table and the sums of their hashes, which do not depend
-- on the order of rows. Placeholder: table, the name of the table.
SELECT
    count(*),
    sum(md5_number_lower(row_of_table::VARCHAR)),
    sum(md5_number_upper(row_of_table::VARCHAR))
FROM {table} AS row_of_table
