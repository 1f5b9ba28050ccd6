-- Rotation of each product over the weeks looked at. Formulas: see analytics.models.Rotation.
-- Parameters: week_end, first (Sunday of the first week looked at), weeks (how many), recent (of the last 8, those there),
-- ledger (does the opening stock come from the ledger, because no earlier week is filled?).
INSERT INTO analytics_rotation
    (week_end, product_id, weeks, units, revenue_minor, cogs_minor, margin_minor, margin_rate, on_hand, stock_minor,
     average_stock_minor, weekly_units, turnover, stock_days, sell_through, gmroi, variation, abc, xyz, quadrant,
     is_dead, days_out, last_sold_on)
WITH sold AS (
    SELECT product_id, sum(units) AS units, sum(revenue_minor) AS revenue, sum(cost_minor) AS cogs,
           sum(costed_minor) AS costed, sum(units * units) AS squares, max(last_sold_on) AS last_sold_on,
           coalesce(sum(units) FILTER (WHERE week_end > %(week_end)s - 56), 0) AS recent_units,
           coalesce(sum(orders) FILTER (WHERE week_end > %(week_end)s - 91), 0) AS quarter_orders
    FROM analytics_productweek WHERE week_end BETWEEN %(first)s AND %(week_end)s GROUP BY product_id
), stocked AS (
    SELECT product_id, avg(value) AS average, sum(received) AS received, min(week_end) AS since,
           max(on_hand) FILTER (WHERE week_end = %(week_end)s) AS on_hand,
           max(value) FILTER (WHERE week_end = %(week_end)s) AS value,
           coalesce(sum(days_out) FILTER (WHERE week_end > %(week_end)s - 56), 0) AS days_out
    FROM analytics_stockweek WHERE week_end BETWEEN %(first)s AND %(week_end)s GROUP BY product_id
), opening AS (
    SELECT product_id, on_hand FROM analytics_stockweek WHERE NOT %(ledger)s AND week_end = %(first)s - 7
    UNION ALL
    SELECT product_id, sum(quantity) FROM inventory_stockmovement
    WHERE %(ledger)s AND occurred_on <= %(first)s - 7 GROUP BY product_id
), figures AS (
    SELECT product.id,
           coalesce(sold.units, 0) AS units, coalesce(sold.revenue, 0) AS revenue, coalesce(sold.cogs, 0) AS cogs,
           CASE WHEN sold.costed <> 0 THEN sold.costed - sold.cogs END AS margin,
           CASE WHEN sold.costed > 0 THEN (sold.costed - sold.cogs)::numeric / sold.costed END AS margin_rate,
           greatest(coalesce(stocked.on_hand, 0), 0) AS on_hand,
           greatest(round(coalesce(stocked.value, 0) * 100), 0)::bigint AS stock,
           greatest(round(coalesce(stocked.average, 0) * 100), 0)::bigint AS average,
           greatest(coalesce(sold.recent_units, 0), 0) / %(recent)s AS weekly_units,
           coalesce(opening.on_hand, 0) + coalesce(stocked.received, 0) AS offered,
           CASE WHEN sold.units > 0 THEN
               sqrt(greatest(sold.squares / %(weeks)s - (sold.units / %(weeks)s) ^ 2, 0)) / (sold.units / %(weeks)s)
           END AS variation,
           coalesce(stocked.on_hand, 0) > 0 AND coalesce(sold.quarter_orders, 0) = 0
               AND stocked.since <= %(week_end)s - 84 AS is_dead,
           coalesce(stocked.days_out, 0) AS days_out, sold.last_sold_on
    FROM inventory_product AS product
    LEFT JOIN sold ON sold.product_id = product.id
    LEFT JOIN stocked ON stocked.product_id = product.id
    LEFT JOIN opening ON opening.product_id = product.id
    WHERE sold.product_id IS NOT NULL OR stocked.product_id IS NOT NULL
), ratios AS (
    SELECT *,
           CASE WHEN average > 0 THEN cogs::numeric / average * 52 / %(weeks)s END AS turnover,
           CASE WHEN average > 0 THEN margin::numeric / average * 52 / %(weeks)s END AS gmroi,
           CASE WHEN weekly_units > 0 THEN on_hand / weekly_units * 7 END AS stock_days,
           CASE WHEN offered > 0 THEN units / offered END AS sell_through,
           sum(greatest(revenue, 0)) OVER (ORDER BY revenue DESC, id) - greatest(revenue, 0) AS sold_before,
           sum(greatest(revenue, 0)) OVER () AS sold_in_all
    FROM figures
), medians AS (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY turnover) AS turnover,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY margin_rate) AS margin_rate
    FROM ratios
)
SELECT %(week_end)s, ratios.id, %(weeks)s, units, revenue, cogs, margin,
       CASE WHEN ratios.margin_rate IS NOT NULL THEN round(least(greatest(ratios.margin_rate, -999), 999), 4) END,
       on_hand, stock, average, round(weekly_units, 3),
       CASE WHEN ratios.turnover IS NOT NULL THEN round(least(greatest(ratios.turnover, -99999999), 99999999), 2) END,
       CASE WHEN stock_days IS NOT NULL THEN round(least(stock_days, 99999999), 1) END,
       CASE WHEN sell_through IS NOT NULL THEN round(least(greatest(sell_through, -9999), 9999), 4) END,
       CASE WHEN gmroi IS NOT NULL THEN round(least(greatest(gmroi, -99999999), 99999999), 2) END,
       CASE WHEN variation IS NOT NULL THEN round(least(variation, 99999), 3) END,
       CASE WHEN revenue <= 0 OR sold_in_all <= 0 THEN '' WHEN sold_before < 0.80 * sold_in_all THEN 'A'
            WHEN sold_before < 0.95 * sold_in_all THEN 'B' ELSE 'C' END,
       CASE WHEN variation IS NULL THEN '' WHEN variation <= 0.5 THEN 'X' WHEN variation <= 1 THEN 'Y' ELSE 'Z' END,
       CASE WHEN ratios.turnover IS NULL OR ratios.margin_rate IS NULL THEN ''
            WHEN ratios.turnover >= medians.turnover AND ratios.margin_rate >= medians.margin_rate THEN 'star'
            WHEN ratios.turnover >= medians.turnover THEN 'traffic'
            WHEN ratios.margin_rate >= medians.margin_rate THEN 'sleeper' ELSE 'drag' END,
       is_dead, days_out, last_sold_on
FROM ratios CROSS JOIN medians
