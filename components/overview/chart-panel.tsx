"use client";
import { type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Panel } from "./panel.tsx";

export interface ChartPanelProps {
  title: string;
  summary: string;
  legend: ReactNode;
  chart: ReactNode;
  /** The same as a table, for those who want the numbers or cannot use the picture. */
  table: () => ReactNode;
}

/** A chart with its sentence, its legend, and its numbers on demand. */
export function ChartPanel({ title, summary, legend, chart, table }: ChartPanelProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title={title}
      summary={summary}
      actions={
        <Button
          size="sm"
          variant="ghost"
          aria-label={`${asTable ? "Show the chart" : "Show the table"}: ${title}`}
          onClick={() => setAsTable((shown) => !shown)}
        >
          {asTable ? "Chart" : "Table"}
        </Button>
      }
    >
      {asTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls by mouse must scroll by keys
        <section aria-label={`${title}, as a table`} tabIndex={0} className="max-h-64 overflow-auto">
          {table()}
        </section>
      ) : (
        <>
          {legend}
          {chart}
        </>
      )}
    </Panel>
  );
}
