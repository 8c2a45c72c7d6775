import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactCompiler: true,
  typedRoutes: false,
  images: { unoptimized: true },
  serverExternalPackages: ["pg", "pg-copy-streams", "graphile-worker", "yazl"],
  experimental: { serverActions: { allowedOrigins: [] } },
};

export default config;
