-- Returns when the period that begins on a day is to be sent: at the hour of sending on the day after it.
-- Reads nothing, writes nothing.
create or replace function alerts.report_due(p_period text, p_timezone text, p_send_hour integer, p_from date)
returns timestamptz
language sql stable
return (p_from + ('1 ' || p_period)::interval + make_interval(hours => p_send_hour)) at time zone p_timezone;
