/** Small exports of other tools, in their formats, with days of last month: retention keeps them. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const DAY_MS = 86_400_000;
const firstMs = Math.floor(Date.now() / DAY_MS) * DAY_MS - 40 * DAY_MS;
/** The nth day of the exports, from 0. */
export const day = (n: number) => new Date(firstMs + n * DAY_MS).toISOString().slice(0, 10);
const compact = (n: number) => day(n).replaceAll('-', '');

export const PLAUSIBLE: Record<string, string> = {
  [`imported_visitors_${compact(0)}_${compact(9)}.csv`]: `"date","visitors","pageviews","bounces","visits","visit_duration"
${day(0)},10,30,4,12,1200
${day(1)},20,50,10,20,2000
`,
  [`imported_sources_${compact(0)}_${compact(9)}.csv`]: `date,source,referrer,utm_source,utm_medium,utm_campaign,utm_content,utm_term,pageviews,visitors,visits,visit_duration,bounces
${day(0)},Google,google.com,,,,,,20,6,8,800,2
${day(0)},Google,google.com,news,mail,autumn,,,5,1,1,10,0
${day(0)},,,,,,,,5,3,3,390,2
${day(1)},Direct / None,,,,,,,50,20,20,2000,10
`,
  'imported_pages.csv': `date,hostname,page,visits,visitors,pageviews,total_scroll_depth,total_scroll_depth_visits,total_time_on_page,total_time_on_page_visits
${day(0)},shop.example,/,10,9,20,0,0,0,0
${day(0)},shop.example,"/a,""b""",2,2,10,0,0,0,0
${day(1)},shop.example,/,20,20,50,0,0,0,0
`,
  'imported_locations.csv': `date,country,region,city,visitors,visits,visit_duration,bounces,pageviews\n${day(0)},DE,DE-BE,2950159,10,12,1200,4,30\n`,
  'imported_devices.csv': `date,device,visitors,visits,visit_duration,bounces,pageviews\n${day(0)},Desktop,10,12,1200,4,30\n`,
  'imported_custom_events.csv': `date,name,link_url,path,visitors,events\n${day(0)},Signup,,,3,4\n`,
  'imported_custom_props.csv': `date,property,value,visitors,events\n${day(0)},plan,pro,3,4\n`,
};

const UMAMI_COLUMNS =
  'website_id,session_id,visit_id,event_id,hostname,browser,os,device,screen,language,country,region,city,url_path,url_query,utm_source,utm_medium,utm_campaign,utm_content,utm_term,referrer_path,referrer_query,referrer_domain,page_title,event_type,event_name,tag,distinct_id,created_at,job_id';

function umamiRow(session: string, visit: string, path: string, at: string, more: Record<string, string> = {}): string {
  const values: Record<string, string> = {
    session_id: session,
    visit_id: visit,
    hostname: 'shop.example',
    browser: 'firefox',
    os: 'Linux',
    device: 'desktop',
    language: 'de-DE',
    country: 'DE',
    url_path: path,
    event_type: '1',
    created_at: at,
    ...more,
  };
  return UMAMI_COLUMNS.split(',')
    .map((column) => values[column] ?? '')
    .join(',');
}

/** Not in the order of time, as exports are not. */
export const UMAMI = `${[
  UMAMI_COLUMNS,
  umamiRow('s2', 'v3', '/', `${day(1)} 10:00:00`),
  umamiRow('s1', 'v1', '/tea', `${day(0)} 10:01:40`),
  umamiRow('s1', 'v1', '/', `${day(0)} 10:00:00`, { referrer_domain: 'google.com' }),
  umamiRow('s1', 'v1', '/tea', `${day(0)} 10:02:00`, { event_type: '2', event_name: 'signup' }),
  umamiRow('s1', 'v2', '/', `${day(0)} 20:00:00.123+00`),
  umamiRow('s2', 'v4', '/', `${day(0)} 23:59:59`, { country: 'FR' }),
].join('\n')}\n`;

export const GA4 = `# ----------------------------------------
# Pages and screens: Page path and screen class
# Property: Shop "old"
# Start date: ${compact(0)}
# End date: ${compact(1)}
# ----------------------------------------

Date,Page path and screen class,Views,Active users,Total users,Event count
${compact(0)},/,"1,200",400,410,3000
${compact(1)},/tea,5,2,2,9
,,1205,402,412,3009,Grand total

# All Users
# Start date: ${compact(0)}
# End date: ${compact(1)}
Nth day,Active users,Sessions,Engaged sessions,Average session duration
0000,400,500,300,61.5
0001,2,2,2,10

# Start date: ${compact(0)}
# End date: ${compact(0)}
Country,Active users
Germany,300
Hong Kong,100
(not set),10

# Start date: ${compact(0)}
# End date: ${compact(1)}
Session default channel group,Sessions
Organic Search,502
`;

/** A folder with these files. */
export async function writeFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onevault-export-'));
  await mkdir(join(folder, 'inner'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

/** A ZIP archive without compression. */
export function toZip(files: Record<string, string>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const [nameBytes, bytes] = [Buffer.from(name), Buffer.from(content)];
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(bytes.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, nameBytes, bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, tail, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
