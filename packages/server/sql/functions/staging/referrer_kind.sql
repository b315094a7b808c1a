-- What kind of place a visitor came from. Lists and order: docs/pipeline.md, "Referrer lists".
-- Reads nothing, writes nothing.
--
-- A domain in the lists stands for its subdomains too: the last two or three labels of the host are looked
-- up. As one pattern a list PostgreSQL built each anew for every event, 20 microseconds.
create or replace function staging.referrer_kind(p_referrer text, p_page_host text) returns text
language plpgsql immutable parallel safe
as $$
declare
  authority text := (staging.split_url(p_referrer))[1];
  host text := nullif(lower(staging.host_name(authority) collate "C"), '');
  labels text[];
  n integer;
  two text;
  three text;
begin
  if host is null then
    return 'direct';
  elsif host = lower(staging.host_name(p_page_host) collate "C") then
    return 'internal';
  end if;
  labels := string_to_array(host, '.');
  n := cardinality(labels);
  two := labels[n - 1] || '.' || labels[n];
  three := labels[n - 2] || '.' || two;
  return case
    when three in ('mail.google.com', 'mail.yahoo.com', 'outlook.live.com', 'outlook.office.com', 'outlook.office365.com',
        'mail.proton.me', 'mail.aol.com')
      or two in ('mail.ru', 'gmx.net', 'web.de') then 'email'
    when three in ('chat.openai.com', 'gemini.google.com', 'copilot.microsoft.com', 'chat.mistral.ai', 'chat.deepseek.com')
      or two in ('chatgpt.com', 'perplexity.ai', 'claude.ai') then 'assistant'
    when two in ('google.com', 'bing.com', 'duckduckgo.com', 'yandex.ru', 'yandex.com', 'baidu.com', 'ecosia.org',
        'startpage.com', 'qwant.com', 'kagi.com', 'naver.com', 'seznam.cz')
      or three in ('search.yahoo.com', 'search.brave.com')
      or (starts_with(two, 'google.') or starts_with(three, 'google.')) and host ~ '(^|\.)google(\.[a-z]{1,3}){1,2}$' then 'search'
    when two in ('facebook.com', 'instagram.com', 't.co', 'twitter.com', 'x.com', 'linkedin.com', 'lnkd.in', 'pinterest.com',
        'reddit.com', 'youtube.com', 'youtu.be', 'tiktok.com', 'vk.com', 'threads.net', 'threads.com', 'bsky.app',
        'mastodon.social', 'snapchat.com', 'quora.com')
      or three = 'news.ycombinator.com' then 'social'
    else 'referral'
  end;
end;
$$;
