-- Percent-decodes a query value; "+" becomes a space. A value that is not valid UTF-8, or has an encoded NUL or a
-- bare "%", is not decoded. docs/pipeline.md, "Columns".
-- Reads nothing, writes nothing.
create or replace function util.url_decode(p_value text) returns text
language plpgsql immutable parallel safe
as $$
declare
  v_text text := replace(p_value, '+', ' ');
  v_bytes bytea;
begin
  if position('%' in v_text) = 0 then
    return v_text;
  end if;
  if v_text ~ '%(?![0-9A-Fa-f]{2})' then
    return v_text;
  end if;
  -- A separate block: a block with an exception handler starts a subtransaction, which the cases above avoid.
  begin
    -- Each part after the first begins with two hex digits, because "%" separated it.
    select string_agg(
        case when n = 1 then convert_to(part, 'UTF8')
          else decode(left(part, 2), 'hex') || convert_to(substr(part, 3), 'UTF8') end,
        ''::bytea order by n)
      into v_bytes
      from string_to_table(v_text, '%') with ordinality as parts(part, n);
    return convert_from(v_bytes, 'UTF8');
  exception
    when character_not_in_repertoire or untranslatable_character then
      return v_text;
  end;
end;
$$;
