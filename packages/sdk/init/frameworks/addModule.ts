import { InitError } from '../initError.ts';
import type { Edit, TrackerSettings } from '../planInit.ts';
import type { Project } from '../project.ts';
import { trackingModule } from './trackingCode.ts';

/** A new module that starts the tracker, in the language of the project. `path` has no extension. */
export function addModule(project: Project, path: string, settings: TrackerSettings): Edit {
  const taken = ['ts', 'js', 'mjs', 'tsx', 'jsx'].map((end) => `${path}.${end}`).find(project.has);
  if (taken) throw new InitError(`${taken} exists`, 'to add the tracker to it by hand');
  return { path: `${path}.${project.isTypeScript ? 'ts' : 'js'}`, before: null, after: trackingModule(settings) };
}
