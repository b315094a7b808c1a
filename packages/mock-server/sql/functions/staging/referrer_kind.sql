-- What kind of place a visitor came from. Lists and order: docs/pipeline.md, "Referrer lists".
-- Reads nothing, writes nothing.
create or replace function staging.referrer_kind(p_referrer text, p_page_host text) returns text
language plpgsql immutable parallel safe
as $$
declare
  host text := nullif(lower(regexp_replace(regexp_replace(
    substring(p_referrer from '^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)'), '^.*@', ''), ':[0-9]*$', '') collate "C"), '');
begin
  return case
    when host is null then 'direct'
    when host = lower(regexp_replace(p_page_host, ':[0-9]*$', '') collate "C") then 'internal'
    when host ~ '(^|\.)(mail\.google\.com|mail\.yahoo\.com|outlook\.live\.com|outlook\.office\.com|outlook\.office365\.com|mail\.proton\.me|mail\.aol\.com|mail\.ru|gmx\.net|web\.de)$' then 'email'
    when host ~ '(^|\.)(chatgpt\.com|chat\.openai\.com|perplexity\.ai|claude\.ai|gemini\.google\.com|copilot\.microsoft\.com|chat\.mistral\.ai|chat\.deepseek\.com)$' then 'assistant'
    when host ~ '(^|\.)(google(\.[a-z]{1,3}){1,2}|bing\.com|duckduckgo\.com|search\.yahoo\.com|yandex\.ru|yandex\.com|baidu\.com|ecosia\.org|startpage\.com|qwant\.com|search\.brave\.com|kagi\.com|naver\.com|seznam\.cz)$' then 'search'
    when host ~ '(^|\.)(facebook\.com|instagram\.com|t\.co|twitter\.com|x\.com|linkedin\.com|lnkd\.in|pinterest\.com|reddit\.com|youtube\.com|youtu\.be|tiktok\.com|vk\.com|threads\.net|threads\.com|bsky\.app|mastodon\.social|snapchat\.com|quora\.com|news\.ycombinator\.com)$' then 'social'
    else 'referral'
  end;
end;
$$;
