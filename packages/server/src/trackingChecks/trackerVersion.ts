import { version } from '../../../sdk/package.json';

/** The version of the tracker that was released with this server. */
export const TRACKER_VERSION: string = version;
