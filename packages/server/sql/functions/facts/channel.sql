-- Generated from packages/contract/pipeline/channels.json. Do not edit: npx pnpm@12.21.0 run generate
-- Returns the channel of a session. p_kind is the kind of its source.
-- Reads nothing, writes nothing.
create or replace function facts.channel(p_kind text, p_medium text, p_click_ids jsonb) returns text
language sql immutable parallel safe
return case
  when lower(p_medium) in ('display', 'banner', 'expandable', 'interstitial', 'cpm') then 'display'
  when p_click_ids ?| array['dclid'] then 'display'
  when lower(p_medium) in ('paid_search', 'paidsearch', 'paid-search', 'sem') then 'paid_search'
  when lower(p_medium) in ('paid_social', 'paidsocial', 'paid-social') then 'paid_social'
  when lower(p_medium) in ('cpc', 'ppc', 'cpv', 'paid', 'retargeting') and p_kind in ('search') then 'paid_search'
  when lower(p_medium) in ('cpc', 'ppc', 'cpv', 'paid', 'retargeting') and p_kind in ('social') then 'paid_social'
  when lower(p_medium) in ('cpc', 'ppc', 'cpv', 'paid', 'retargeting') then 'paid_other'
  when p_click_ids ?| array['gclid', 'gbraid', 'wbraid', 'msclkid'] then 'paid_search'
  when p_click_ids ?| array['ttclid', 'twclid', 'li_fat_id'] then 'paid_social'
  when lower(p_medium) in ('email', 'e-mail', 'e_mail', 'newsletter') then 'email'
  when lower(p_medium) in ('affiliate', 'affiliates') then 'affiliates'
  when lower(p_medium) in ('audio', 'podcast') then 'audio'
  when lower(p_medium) in ('sms') then 'sms'
  when lower(p_medium) in ('push', 'web_push', 'mobile_push', 'notification') then 'push'
  when p_kind in ('email') then 'email'
  when p_kind in ('assistant') then 'ai_assistant'
  when p_kind in ('search') then 'organic_search'
  when lower(p_medium) in ('organic') then 'organic_search'
  when p_kind in ('social') then 'organic_social'
  when lower(p_medium) in ('social', 'social-network', 'social_network', 'sm') then 'organic_social'
  when p_kind in ('referral') then 'referral'
  when lower(p_medium) in ('referral', 'link', 'app') then 'referral'
  when p_kind in ('direct', 'internal') then 'direct'
  else 'other'
end;
