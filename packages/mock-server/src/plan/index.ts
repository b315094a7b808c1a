export { type CoverageReport, type CoverageSummary, mergeCoverage, summarize } from './coverageReport.ts';
export {
  definePlan,
  type EventSchema,
  type PlannedEvent,
  type PlannedProperty,
  type PlanOf,
  type TrackingPlan,
} from './definePlan.ts';
export type { JsonSchema } from './jsonSchema.ts';
