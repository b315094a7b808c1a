import { InitError } from '../initError.ts';
import type { Edit, TrackerSettings } from '../planInit.ts';
import type { Project } from '../project.ts';
import { addModule } from './addModule.ts';

/** The first release that runs `instrumentation-client`. */
const FIRST = [15, 3];

/** `instrumentation-client`, which Next.js runs in the page before the application, whatever its router. */
export function planNext(project: Project, settings: TrackerSettings): Edit[] {
  const range = project.dependencies.get('next') ?? '';
  const [major, minor] = (/\d+(?:\.\d+)?/.exec(range)?.[0] ?? '').split('.').map(Number);
  const isNew =
    major !== undefined && (major > Number(FIRST[0]) || (major === FIRST[0] && (minor ?? 0) >= Number(FIRST[1])));
  if (/\d/.test(range) && !isNew) {
    throw new InitError(
      `next ${range} may be older than ${FIRST.join('.')}, which runs instrumentation-client`,
      'to update next',
    );
  }
  const folder = project.has('src/app') || project.has('src/pages') ? 'src/' : '';
  return [addModule(project, `${folder}instrumentation-client`, settings)];
}
