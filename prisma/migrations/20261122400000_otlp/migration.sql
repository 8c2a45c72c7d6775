-- Spans as a receiver gets them, until their trace is quiet and becomes a file.
CREATE TABLE "OtlpTrace" (
    "projectId" UUID NOT NULL,
    "traceId" TEXT NOT NULL,
    "actorId" TEXT NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "gatheredAt" TIMESTAMPTZ(3),
    CONSTRAINT "OtlpTrace_pkey" PRIMARY KEY ("projectId", "traceId")
);
CREATE INDEX "OtlpTrace_lastSeenAt_idx" ON "OtlpTrace"("lastSeenAt");

CREATE TABLE "OtlpSpan" (
    "projectId" UUID NOT NULL,
    "traceId" TEXT NOT NULL,
    "spanId" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    CONSTRAINT "OtlpSpan_pkey" PRIMARY KEY ("projectId", "traceId", "spanId")
);

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'runtape_app') THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON "OtlpTrace", "OtlpSpan" TO runtape_app;
  END IF;
END $$;
