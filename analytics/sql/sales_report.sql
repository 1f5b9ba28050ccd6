-- Sales of a week by segment × category × channel × city, with the same cell a week and 52 weeks before.
-- Parameters: week_end.
SELECT sales.segment, category.name, sales.channel, sales.city,
       coalesce(sum(sales.lines) FILTER (WHERE sales.week_end = %(week_end)s), 0),
       coalesce(sum(sales.units) FILTER (WHERE sales.week_end = %(week_end)s), 0),
       coalesce(sum(sales.revenue_minor) FILTER (WHERE sales.week_end = %(week_end)s), 0),
       coalesce(sum(sales.returns_minor) FILTER (WHERE sales.week_end = %(week_end)s), 0),
       coalesce(sum(sales.cost_minor) FILTER (WHERE sales.week_end = %(week_end)s), 0),
       coalesce(sum(sales.costed_minor) FILTER (WHERE sales.week_end = %(week_end)s), 0),
       coalesce(sum(sales.revenue_minor) FILTER (WHERE sales.week_end = %(week_end)s - 7), 0),
       coalesce(sum(sales.revenue_minor) FILTER (WHERE sales.week_end = %(week_end)s - 364), 0)
FROM analytics_salesweek AS sales
LEFT JOIN inventory_category AS category ON category.id = sales.category_id
WHERE sales.week_end IN (%(week_end)s, %(week_end)s - 7, %(week_end)s - 364)
GROUP BY sales.segment, sales.category_id, category.name, sales.channel, sales.city
ORDER BY sales.segment, category.name, sales.channel, sales.city
