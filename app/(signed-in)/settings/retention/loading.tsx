import { TableLoading } from "../../../../components/states/loading.tsx";

export default function Loading() {
  return <TableLoading what="the retention" rows={4} />;
}
