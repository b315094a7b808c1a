export { type CoverageReport, type CoverageSummary, mergeCoverage, summarize } from './coverageReport.ts';
export {
  definePlan,
  type EventSchema,
  type PlanOf,
  type TrackingPlan,
} from './definePlan.ts';
export type { JsonSchema } from './jsonSchema.ts';
export type { PlannedEvent, PlannedProperty } from './plannedEvent.ts';
