-- Adds load_end to business.site_page_details_s: the load_date of the next row, null for the current row. load_end is
-- the first column: `create or replace view` allows new columns only at the end.
-- Reads business.site_page_details_s. Safe to repeat.
create or replace view business.site_page_details_s_v with (security_invoker = true) as
select lead(d.load_date) over (partition by d.tenant_hk, d.site_page_hk order by d.load_date) as load_end, d.*
from business.site_page_details_s as d;
