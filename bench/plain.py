"""The shortage report's rows by one plain SQL statement, written by hand and fetched with the driver alone: its floor.

First the goods of the whole area (without a place), then the same by place, in the report's order of places.
"""

import re
from datetime import date
from typing import Any

from core.database import db

STATEMENT = """
WITH permitted AS (
    SELECT t.restriction_id FROM restriction_target t LEFT JOIN area m ON m.id = t.area_id
        LEFT JOIN receiver r ON r.id = t.receiver_id LEFT JOIN area h ON h.id = r.area_id
    WHERE CASE WHEN t.receiver_id IS NOT NULL THEN h.path >= :low AND h.path < :high
        WHEN t.area_id IS NULL THEN t.purpose <> ''
        ELSE m.path >= :low AND m.path < :high OR substr(CAST(:low AS VARCHAR), 1, length(m.path)) = m.path END
), arrived AS (
    SELECT l.id, SUM(v.delivered * CASE WHEN b.unit = l.unit THEN COALESCE(l.base_per_unit, 1)
        WHEN l.base_per_unit IS NOT NULL OR l.unit = i.base_unit THEN b.base_per_unit END) AS quantity
    FROM delivery_line v JOIN dispatch_line d ON d.id = v.dispatch_line_id JOIN dispatch h ON h.id = d.dispatch_id
        JOIN batch b ON b.id = d.batch_id JOIN request_line l ON l.id = d.request_line_id
        JOIN request r ON r.id = l.request_id JOIN item i ON i.id = l.item_id
    WHERE h.status = 'delivered' AND r.status = 'approved' GROUP BY l.id
), held AS (
    SELECT v.batch_id, v.location_id, SUM(v.quantity) AS quantity FROM reservation v
    WHERE v.status = 'open' AND (
        EXISTS (SELECT 1 FROM request_reservation x JOIN request_line l ON l.id = x.request_line_id
            JOIN request r ON r.id = l.request_id JOIN area a ON a.id = r.area_id
            WHERE x.reservation_id = v.id AND a.path >= :low AND a.path < :high)
        OR EXISTS (SELECT 1 FROM dispatch_line d JOIN dispatch h ON h.id = d.dispatch_id
            JOIN receiver r ON r.id = h.receiver_id JOIN area a ON a.id = r.area_id
            WHERE d.reservation_id = v.id AND a.path >= :low AND a.path < :high))
    GROUP BY v.batch_id, v.location_id
), stock AS (
    SELECT q.location_id, b.item_id, CASE WHEN b.base_per_unit IS NULL THEN b.unit ELSE '' END AS unit,
        SUM((q.quantity - q.reserved + COALESCE(h.quantity, 0)) * COALESCE(b.base_per_unit, 1)) AS usable,
        SUM(CASE WHEN b.expires_on <= :until THEN (q.quantity - q.reserved + COALESCE(h.quantity, 0))
            * COALESCE(b.base_per_unit, 1) ELSE 0 END) AS expiring
    FROM stock_balance q JOIN batch b ON b.id = q.batch_id
        LEFT JOIN held h ON h.batch_id = q.batch_id AND h.location_id = q.location_id
    WHERE q.quantity > 0 AND b.state = 'usable' AND (b.expires_on IS NULL OR b.expires_on >= :today)
        AND (b.restriction_id IS NULL OR b.restriction_id IN (SELECT restriction_id FROM permitted))
        AND q.location_id IN (SELECT p.id FROM location p JOIN site s ON s.id = p.site_id
            JOIN area a ON a.id = s.area_id WHERE p.kind IN ('storage', 'dock') AND a.path >= :low AND a.path < :high)
    GROUP BY q.location_id, b.item_id, CASE WHEN b.base_per_unit IS NULL THEN b.unit ELSE '' END
), came AS (
    SELECT g.line_id, SUM(CASE WHEN g.unit = l.unit THEN g.accepted + g.rejected ELSE 0 END) AS same,
        SUM(CASE WHEN g.unit = l.unit THEN 0 ELSE (g.accepted + g.rejected) * COALESCE(g.base_per_unit, 0) END)
        AS other,
        SUM(CASE WHEN g.unit = l.unit THEN 0 ELSE 1 END) AS strange,
        SUM(CASE WHEN g.unit <> l.unit AND g.base_per_unit IS NULL THEN 1 ELSE 0 END) AS unknown
    FROM goods_receipt_line g JOIN goods_receipt h ON h.id = g.receipt_id JOIN consignment_line l ON l.id = g.line_id
        JOIN consignment c ON c.id = l.consignment_id
    WHERE g.accepted + g.rejected > 0 AND c.kind = 'state_allocation' AND c.status IN ('registered', 'open')
        AND NOT EXISTS (SELECT 1 FROM movement m JOIN movement u ON u.reverses_id = m.id
            WHERE g.batch_id IS NOT NULL AND m.batch_id = g.batch_id AND m.kind IN ('receive', 'found'))
        AND NOT EXISTS (SELECT 1 FROM posting u WHERE g.batch_id IS NULL AND u.reverses_id = h.posting_id)
    GROUP BY g.line_id
), awaited AS (
    SELECT s.area_id, l.item_id, l.unit, c.expected_on, CASE WHEN l.unit = i.base_unit THEN 1 ELSE l.base_per_unit END
        AS factor, l.base_per_unit, COALESCE(g.strange, 0) AS strange, l.quantity - COALESCE(g.same, 0) AS left_over,
        CASE WHEN g.unknown = 0 THEN (l.quantity - g.same) * l.base_per_unit - g.other END AS left_in_base
    FROM consignment_line l JOIN consignment c ON c.id = l.consignment_id JOIN site s ON s.id = c.site_id
        JOIN area a ON a.id = s.area_id JOIN item i ON i.id = l.item_id LEFT JOIN came g ON g.line_id = l.id
    WHERE c.kind = 'state_allocation' AND c.status IN ('registered', 'open') AND a.path >= :low AND a.path < :high
        AND (c.expected_on IS NULL OR c.expected_on <= :until) AND NOT l.closed AND l.quantity IS NOT NULL
        AND (l.restriction_id IS NULL OR l.restriction_id IN (SELECT restriction_id FROM permitted))
), promised AS (
    SELECT area_id, item_id, CASE WHEN factor IS NULL THEN unit ELSE '' END AS unit, expected_on,
        CASE WHEN strange = 0 THEN left_over * COALESCE(factor, 1) WHEN left_in_base % base_per_unit = 0
            THEN left_in_base / base_per_unit * factor ELSE left_in_base END AS quantity
    FROM awaited
), parts AS (
    SELECT r.area_id, l.item_id,
        CASE WHEN l.base_per_unit IS NOT NULL OR l.unit = i.base_unit THEN '' ELSE l.unit END AS unit,
        CASE WHEN l.approved * COALESCE(l.base_per_unit, 1) > COALESCE(v.quantity, 0)
            THEN l.approved * COALESCE(l.base_per_unit, 1) - COALESCE(v.quantity, 0) ELSE 0 END AS need,
        CASE WHEN l.approved IS NULL THEN 1 ELSE 0 END AS unknown, 0 AS usable, 0 AS expiring, 0 AS allotted,
        0 AS undated, 0 AS transit
    FROM request_line l JOIN request r ON r.id = l.request_id JOIN area a ON a.id = r.area_id
        JOIN item i ON i.id = l.item_id LEFT JOIN arrived v ON v.id = l.id
    WHERE r.status = 'approved' AND (r.needed_by IS NULL OR r.needed_by <= :until)
        AND a.path >= :low AND a.path < :high
  UNION ALL
    SELECT s.area_id, q.item_id, q.unit, 0, 0, q.usable, q.expiring, 0, 0, 0
    FROM stock q JOIN location p ON p.id = q.location_id JOIN site s ON s.id = p.site_id
  UNION ALL
    SELECT area_id, item_id, unit, 0, 0, 0, 0, CASE WHEN expected_on IS NULL THEN 0 ELSE quantity END,
        CASE WHEN expected_on IS NULL THEN quantity ELSE 0 END, 0
    FROM promised WHERE quantity > 0
  UNION ALL
    SELECT r.area_id, b.item_id, CASE WHEN b.base_per_unit IS NULL THEN b.unit ELSE '' END, 0, 0, 0, 0, 0, 0,
        d.quantity * COALESCE(b.base_per_unit, 1)
    FROM dispatch h JOIN dispatch_line d ON d.dispatch_id = h.id JOIN batch b ON b.id = d.batch_id
        JOIN receiver r ON r.id = h.receiver_id JOIN area a ON a.id = r.area_id
    WHERE h.status = 'in_transit' AND (r.site_id IS NOT NULL OR d.request_line_id IS NOT NULL)
        AND a.path >= :low AND a.path < :high
), worded AS (
    SELECT p.*, COALESCE(o.base_per_unit, 1) AS factor, CASE WHEN p.unit = '' OR o.base_per_unit IS NOT NULL
        OR COALESCE(w.same_as, p.unit) = i.base_unit THEN '' ELSE COALESCE(w.same_as, p.unit) END AS one_unit
    FROM parts p JOIN item i ON i.id = p.item_id
        LEFT JOIN item_unit w ON w.item_id = p.item_id AND w.unit = p.unit AND w.same_as IS NOT NULL
        LEFT JOIN item_unit o ON o.item_id = w.item_id AND o.unit = w.same_as
), places AS (
    SELECT area_id, item_id, one_unit, SUM(need * factor) AS need, SUM(unknown) AS unknown,
        SUM(usable * factor) AS usable, SUM(expiring * factor) AS expiring, SUM(allotted * factor) AS allotted,
        SUM(undated * factor) AS undated, SUM(transit * factor) AS transit
    FROM worded GROUP BY area_id, item_id, one_unit
), told AS (
    SELECT * FROM places
  UNION ALL
    SELECT NULL, item_id, one_unit, SUM(need), SUM(unknown), SUM(usable), SUM(expiring), SUM(allotted), SUM(undated),
        SUM(transit)
    FROM places GROUP BY item_id, one_unit
)
SELECT a.code, a.name_en, a.name_zh, a.level, i.id, i.code, i.name_en, i.name_zh, i.category, t.one_unit, i.base_unit,
    CAST(t.need AS BIGINT), CAST(t.unknown AS BIGINT), CAST(t.usable AS BIGINT), CAST(t.expiring AS BIGINT),
    CAST(t.allotted AS BIGINT), CAST(t.undated AS BIGINT), CAST(t.transit AS BIGINT)
FROM told t JOIN item i ON i.id = t.item_id LEFT JOIN area a ON a.id = t.area_id
ORDER BY COALESCE(a.path, '') {bytewise}, i.code {bytewise}, COALESCE(NULLIF(t.one_unit, ''), i.base_unit) {bytewise}
"""


def rows(*, path: str, today: date, until: date) -> list[Any]:
    """Fetched through the session's own connection, as the driver gives them."""
    days = {"today": today, "until": until}
    values: dict[str, Any] = {"low": path, "high": path[:-1] + "0"}
    cursor = db.session.connection().connection.cursor()
    if db.engine.dialect.name == "sqlite":
        cursor.execute(STATEMENT.format(bytewise=""), values | {name: day.isoformat() for name, day in days.items()})
    else:
        statement = STATEMENT.replace("%", "%%").format(bytewise='COLLATE "C"')
        cursor.execute(re.sub(r":(\w+)", r"%(\1)s", statement), values | days)
    found: list[Any] = cursor.fetchall()
    cursor.close()
    db.session.rollback()
    return found
