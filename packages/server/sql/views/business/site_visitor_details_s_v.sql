-- business.site_visitor_details_s with the time until which each row held; null for the one that holds.
-- load_end stands first: a column that the table gains later can then be added to the view.
-- Reads business.site_visitor_details_s. Safe to repeat.
create or replace view business.site_visitor_details_s_v with (security_invoker = true) as
select lead(d.load_date) over (partition by d.tenant_hk, d.site_visitor_hk order by d.load_date) as load_end, d.*
from business.site_visitor_details_s as d;
