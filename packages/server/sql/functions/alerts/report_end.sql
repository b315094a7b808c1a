-- Returns the day after the last period that is over and whose hour of sending has come: a Monday, or a first of a month.
-- Reads nothing, writes nothing.
create or replace function alerts.report_end(p_period text, p_timezone text, p_send_hour integer, p_now timestamptz)
returns date
language sql stable
return date_trunc(p_period, p_now at time zone p_timezone - make_interval(hours => p_send_hour))::date;
