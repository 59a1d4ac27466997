import { TableLoading } from "../../../../components/states/loading.tsx";

export default function Loading() {
  return <TableLoading what="the operators" rows={4} />;
}
