/** `utm_*` and the click ids of ad networks: they name the source of a visit and are not secret. */
const CAMPAIGN = /^(utm_\w+|(g|dc|fb|ms|tt|tw)cl(id|kid)|dclid|[gw]braid|li_fat_id)$/;

export function isCampaignName(name: string): boolean {
  return CAMPAIGN.test(name);
}
