import { getAllTimezones } from 'countries-and-timezones';

/**
 * The country of each time zone, old names included, sorted by name; zones without a country (`UTC`) are left out. From
 * a maintained library, because the IANA database changes several times a year.
 *
 * @returns {[zone: string, country: string][]}
 */
export function findZones() {
  return Object.values(getAllTimezones({ deprecated: true }))
    .flatMap(({ name, countries: [country] }) =>
      country === undefined ? [] : [/** @type {[string, string]} */ ([name, country])],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
