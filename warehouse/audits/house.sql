AUDIT (name never_before);
SELECT *
FROM @this_model
WHERE @later < @earlier;
