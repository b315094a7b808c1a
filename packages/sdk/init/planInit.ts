import { planAstro } from './frameworks/planAstro.ts';
import { planHtml } from './frameworks/planHtml.ts';
import { planNext } from './frameworks/planNext.ts';
import { planNuxt } from './frameworks/planNuxt.ts';
import { planSvelteKit } from './frameworks/planSvelteKit.ts';
import { planVite } from './frameworks/planVite.ts';
import { InitError } from './initError.ts';
import type { Project } from './project.ts';

/** What the tracker is told. */
export interface TrackerSettings {
  apiBaseUrl: string;
  customerId: string;
  apiToken: string;
}

/** One file as it is and as it will be. */
export interface Edit {
  /** From the folder of the project, with slashes. */
  path: string;
  /** Null: the file is new. */
  before: string | null;
  after: string;
}

export interface InitPlan {
  framework: string;
  edits: Edit[];
}

type Planner = (project: Project, settings: TrackerSettings) => Edit[];

/** By the package that an application of the framework depends on. Vite is in most of them, so it is asked last. */
const FRAMEWORKS: [name: string, dependency: string, plan: Planner][] = [
  ['Nuxt', 'nuxt', planNuxt],
  ['Next.js', 'next', planNext],
  ['SvelteKit', '@sveltejs/kit', planSvelteKit],
  ['Astro', 'astro', planAstro],
];

/**
 * Says which files `init` would make or change, and changes nothing. The same project gives the same plan.
 *
 * @throws InitError if it is not sure: no framework or two, a tracker that is there already, a file in another form.
 */
export function planInit(project: Project, settings: TrackerSettings): InitPlan {
  const found = FRAMEWORKS.filter(([, dependency]) => project.dependencies.has(dependency));
  if (found.length > 1) {
    const names = found.map(([name]) => name).join(' and ');
    throw new InitError(`this project has ${names}`, 'the folder of one application');
  }
  const [framework] = found;
  if (framework) return toPlan(framework[0], framework[2], project, settings);
  if (project.dependencies.has('vite')) return toPlan('Vite', planVite, project, settings);
  if (project.dependencies.size === 0 && project.has('index.html')) {
    return toPlan('plain HTML', planHtml, project, settings);
  }
  throw new InitError(
    'this folder has neither Vite, Next.js, Nuxt, SvelteKit or Astro nor a plain index.html',
    'the folder of the application, or the README of @onevault/tracker for another framework',
  );
}

function toPlan(framework: string, plan: Planner, project: Project, settings: TrackerSettings): InitPlan {
  const edits = plan(project, settings);
  const tracking = edits.find(
    ({ before }) => before?.includes('OneVaultTracker') || before?.includes('@onevault/tracker'),
  );
  if (tracking) throw new InitError(`${tracking.path} has the tracker already`, 'to change it by hand');
  return { framework, edits };
}
