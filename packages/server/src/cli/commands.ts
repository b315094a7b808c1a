import type { Command } from './command.ts';

/** Commands by name, each loaded only when called. Without a name the server starts (`startServer.ts`). */
export const COMMANDS = {
  alerts: async () => (await import('./commands/manageAlerts.ts')).manageAlerts,
  annotations: async () => (await import('./commands/manageAnnotations.ts')).manageAnnotations,
  audit: async () => (await import('./commands/showAudit.ts')).showAudit,
  check: async () => (await import('./commands/runCheck.ts')).runCheck,
  checks: async () => (await import('./commands/showChecks.ts')).showChecks,
  distribute: async () => (await import('./commands/distribute.ts')).distribute,
  doctor: async () => (await import('./commands/runDoctor.ts')).runDoctor,
  erase: async () => (await import('./commands/eraseVisitor.ts')).eraseVisitor,
  export: async () => (await import('./commands/exportEvents.ts')).exportEvents,
  funnels: async () => (await import('./commands/manageFunnels.ts')).manageFunnels,
  goals: async () => (await import('./commands/manageGoals.ts')).manageGoals,
  internal: async () => (await import('./commands/manageInternal.ts')).manageInternal,
  import: async () => (await import('./commands/importHistory.ts')).importHistory,
  keys: async () => (await import('./commands/manageKeys.ts')).manageKeys,
  replay: async () => (await import('./commands/replayEvents.ts')).replayEvents,
  report: async () => (await import('./commands/report.ts')).report,
  retention: async () => (await import('./commands/setRetention.ts')).setRetention,
  sdk: async () => (await import('./commands/showSdk.ts')).showSdk,
  segments: async () => (await import('./commands/manageSegments.ts')).manageSegments,
  worker: async () => (await import('./commands/runWorker.ts')).runWorker,
} satisfies Record<string, () => Promise<Command>>;
