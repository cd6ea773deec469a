-- How many people contributed to Kubernetes each month, and how many of them for the first time?
SELECT period, contributors, new_contributors, coverage
FROM contributors(for_project := 'kubernetes', every := 'month')
ORDER BY period
