import { CircleCheck, Clock, LoaderCircle, OctagonAlert, ScanSearch, TriangleAlert } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import { type GateState, GATE_WORDS } from "@/lib/domain/governance/clearance";

const LOOKS: Record<GateState, { tone: Tone; icon: typeof Clock }> = {
  unscanned: { tone: "plain", icon: ScanSearch },
  scanning: { tone: "plain", icon: LoaderCircle },
  scan_failed: { tone: "err", icon: TriangleAlert },
  needs_review: { tone: "warn", icon: Clock },
  blocked: { tone: "err", icon: OctagonAlert },
  cleared: { tone: "ok", icon: CircleCheck },
};

/** Whether a run may leave, as a word and an icon. */
export function GateBadge({ state }: { state: GateState }) {
  const { tone, icon: Icon } = LOOKS[state];
  return (
    <Badge tone={tone} icon={<Icon size={12} aria-hidden />}>
      <span className="first-letter:uppercase">{GATE_WORDS[state]}</span>
    </Badge>
  );
}
