import type { Page } from '../Page.ts';
import { makeCli } from './makeCli.ts';
import { makeErrors } from './makeErrors.ts';
import { makeEvents } from './makeEvents.ts';
import { makeHttp } from './makeHttp.ts';
import { makeSdk } from './makeSdk.ts';

/** The pages that the code makes: nobody writes them, so they cannot be out of date. They need a build of the packages. */
export async function makeReferences(): Promise<Page[]> {
  const [sdk, cli, http] = await Promise.all([makeSdk(), makeCli(), makeHttp()]);
  return [...sdk, ...cli, ...http, makeEvents(), makeErrors()];
}
