-- Generated from packages/contract/pipeline/sources.json. Do not edit: npx pnpm@12.21.0 run generate
-- Returns the kind of a known source, or null.
-- Reads nothing, writes nothing.
create or replace function facts.source_kind(p_source text) returns text
language sql immutable parallel safe
return case
  when p_source in (
      'google', 'bing', 'duckduckgo', 'yahoo', 'yandex', 'baidu', 'ecosia', 'startpage', 'qwant', 'brave',
      'kagi', 'naver', 'seznam')
    then 'search'
  when p_source in (
      'chatgpt', 'perplexity', 'claude', 'gemini', 'copilot', 'mistral', 'deepseek')
    then 'assistant'
  when p_source in (
      'facebook', 'instagram', 'twitter', 'linkedin', 'pinterest', 'reddit', 'youtube', 'tiktok', 'vk',
      'threads', 'bluesky', 'mastodon', 'snapchat', 'quora', 'hacker_news')
    then 'social'
  when p_source in (
      'gmail', 'yahoo_mail', 'outlook', 'proton', 'aol', 'mail_ru', 'gmx', 'web_de')
    then 'email'
end;
