-- Generated from packages/contract/pipeline/referrers.json. Do not edit: npx pnpm@12.21.0 run generate
-- Returns the list that contains a host, or null. p_two and p_three are the host's last two and last three labels.
-- Reads nothing, writes nothing.
create or replace function staging.listed_referrer(p_host text, p_two text, p_three text) returns text
language sql immutable parallel safe
return case
  when p_two in (
      'mail.ru', 'gmx.net', 'web.de')
    or p_three in (
      'mail.google.com', 'mail.yahoo.com', 'outlook.live.com', 'outlook.office.com', 'outlook.office365.com',
      'mail.proton.me', 'mail.aol.com')
    then 'email'
  when p_two in (
      'chatgpt.com', 'perplexity.ai', 'claude.ai')
    or p_three in (
      'chat.openai.com', 'gemini.google.com', 'copilot.microsoft.com', 'chat.mistral.ai', 'chat.deepseek.com')
    then 'assistant'
  when p_two in (
      'google.com', 'bing.com', 'duckduckgo.com', 'yandex.ru', 'yandex.com', 'baidu.com', 'ecosia.org',
      'startpage.com', 'qwant.com', 'kagi.com', 'naver.com', 'seznam.cz')
    or p_three in (
      'search.yahoo.com', 'search.brave.com')
    or (starts_with(p_two, 'google.') or starts_with(p_three, 'google.'))
      and p_host ~ '(^|\.)google(\.[a-z]{1,3}){1,2}$'
    then 'search'
  when p_two in (
      'facebook.com', 'instagram.com', 't.co', 'twitter.com', 'x.com', 'linkedin.com', 'lnkd.in',
      'pinterest.com', 'reddit.com', 'youtube.com', 'youtu.be', 'tiktok.com', 'vk.com', 'threads.net',
      'threads.com', 'bsky.app', 'mastodon.social', 'snapchat.com', 'quora.com')
    or p_three in (
      'news.ycombinator.com')
    then 'social'
end;
