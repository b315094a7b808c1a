/** `utm_*` and the click ids of ad networks, which say where a visit came from and are nobody's secret. */
const CAMPAIGN = /^(utm_\w+|(g|dc|fb|ms|tt|tw)cl(id|kid)|dclid|[gw]braid|li_fat_id)$/;

export function isCampaignName(name: string): boolean {
  return CAMPAIGN.test(name);
}
