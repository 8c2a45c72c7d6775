import { CircleAlert, Inbox, Lock } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";

type Props = { title: string; children?: ReactNode; action?: ReactNode };

/** Nothing here: what is true, and what changes it. */
export function EmptyState({
  title,
  children,
  action,
  icon = <Inbox size={16} aria-hidden className="text-fg-3" />,
}: Props & { icon?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 p-8 text-center">
      {icon}
      <p className="font-semibold">{title}</p>
      {children ? <div className="max-w-[52ch] text-fg-2">{children}</div> : null}
      {action}
    </div>
  );
}

/** What failed, what is safe, what to do; the stable code for whoever looks into it. */
export function ErrorState({
  title,
  message,
  code,
  onRetry,
}: {
  title: string;
  message: string;
  code?: string | null;
  onRetry?: () => void;
}) {
  return (
    <div role="alert" className="m-3 flex flex-col items-start gap-2 rounded-panel border border-err p-3">
      <p className="flex items-center gap-2 font-semibold">
        <CircleAlert size={16} aria-hidden className="text-err-ink" />
        {title}
      </p>
      <p className="text-fg-2">{message}</p>
      <div className="flex items-center gap-3">
        {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
        {code ? <code className="font-mono text-code text-fg-3">{code}</code> : null}
      </div>
    </div>
  );
}

export function NoPermission({ title, children }: Props) {
  return (
    <EmptyState title={title} icon={<Lock size={16} aria-hidden className="text-fg-3" />}>
      {children}
    </EmptyState>
  );
}
