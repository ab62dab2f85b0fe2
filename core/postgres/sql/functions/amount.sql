-- {"minor","currency"} in the currency's own unit: 1234 minor units of CNY are 12.34. The codes are
-- those of core/event/currency_table.inc whose minor unit is not a hundredth.
CREATE OR REPLACE FUNCTION tally.amount(money jsonb)
RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (money ->> 'minor')::numeric * CASE
    WHEN money ->> 'currency' IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG',
                                 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 1
    WHEN money ->> 'currency' IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 0.001
    WHEN money ->> 'currency' IN ('CLF', 'UYW') THEN 0.0001
    ELSE 0.01
  END
$$;

ALTER FUNCTION tally.amount OWNER TO tally_owner;
