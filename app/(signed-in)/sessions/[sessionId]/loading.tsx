import { RunboardLoading } from "../../../../components/states/loading.tsx";

export default function Loading() {
  return <RunboardLoading />;
}
