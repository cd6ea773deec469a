-- Which labels are on the most open issues?
SELECT label, count(*) AS issues
FROM (SELECT unnest(labels) AS label FROM core.issues WHERE state = 'open')
GROUP BY label
ORDER BY issues DESC, label
LIMIT 30
