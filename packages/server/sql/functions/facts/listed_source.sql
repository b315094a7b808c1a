-- Generated from packages/contract/pipeline/sources.json. Do not edit: npx pnpm@12.21.0 run generate
-- Returns the name of a host that is a known source, or null. p_two and p_three are the host's last two and last three labels.
-- Reads nothing, writes nothing.
create or replace function facts.listed_source(p_host text, p_two text, p_three text) returns text
language sql immutable parallel safe
return case
  when p_three in (
      'mail.google.com')
    then 'gmail'
  when p_three in (
      'mail.yahoo.com')
    then 'yahoo_mail'
  when p_three in (
      'outlook.live.com', 'outlook.office.com', 'outlook.office365.com')
    then 'outlook'
  when p_three in (
      'mail.proton.me')
    then 'proton'
  when p_three in (
      'mail.aol.com')
    then 'aol'
  when p_two in (
      'mail.ru')
    then 'mail_ru'
  when p_two in (
      'gmx.net')
    then 'gmx'
  when p_two in (
      'web.de')
    then 'web_de'
  when p_two in (
      'chatgpt.com')
    or p_three in (
      'chat.openai.com')
    then 'chatgpt'
  when p_two in (
      'perplexity.ai')
    then 'perplexity'
  when p_two in (
      'claude.ai')
    then 'claude'
  when p_three in (
      'gemini.google.com')
    then 'gemini'
  when p_three in (
      'copilot.microsoft.com')
    then 'copilot'
  when p_three in (
      'chat.mistral.ai')
    then 'mistral'
  when p_three in (
      'chat.deepseek.com')
    then 'deepseek'
  when p_two in (
      'google.com')
    or (starts_with(p_two, 'google.') or starts_with(p_three, 'google.'))
      and p_host ~ '(^|\.)google(\.[a-z]{1,3}){1,2}$'
    then 'google'
  when p_two in (
      'bing.com')
    then 'bing'
  when p_two in (
      'duckduckgo.com')
    then 'duckduckgo'
  when p_three in (
      'search.yahoo.com')
    then 'yahoo'
  when p_two in (
      'yandex.ru', 'yandex.com')
    then 'yandex'
  when p_two in (
      'baidu.com')
    then 'baidu'
  when p_two in (
      'ecosia.org')
    then 'ecosia'
  when p_two in (
      'startpage.com')
    then 'startpage'
  when p_two in (
      'qwant.com')
    then 'qwant'
  when p_three in (
      'search.brave.com')
    then 'brave'
  when p_two in (
      'kagi.com')
    then 'kagi'
  when p_two in (
      'naver.com')
    then 'naver'
  when p_two in (
      'seznam.cz')
    then 'seznam'
  when p_two in (
      'facebook.com')
    then 'facebook'
  when p_two in (
      'instagram.com')
    then 'instagram'
  when p_two in (
      't.co', 'twitter.com', 'x.com')
    then 'twitter'
  when p_two in (
      'linkedin.com', 'lnkd.in')
    then 'linkedin'
  when p_two in (
      'pinterest.com')
    then 'pinterest'
  when p_two in (
      'reddit.com')
    then 'reddit'
  when p_two in (
      'youtube.com', 'youtu.be')
    then 'youtube'
  when p_two in (
      'tiktok.com')
    then 'tiktok'
  when p_two in (
      'vk.com')
    then 'vk'
  when p_two in (
      'threads.net', 'threads.com')
    then 'threads'
  when p_two in (
      'bsky.app')
    then 'bluesky'
  when p_two in (
      'mastodon.social')
    then 'mastodon'
  when p_two in (
      'snapchat.com')
    then 'snapchat'
  when p_two in (
      'quora.com')
    then 'quora'
  when p_three in (
      'news.ycombinator.com')
    then 'hacker_news'
end;
