# Build: builds the release; nothing of this stage is in the final image.
FROM node:22-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN npm ci
RUN npm run release
RUN mv release/dashboard-*/ /build/dashboard-release

# Run: the release, which contains its own Node, as an unprivileged user.
FROM debian:bookworm-slim
COPY --from=build --chown=root:root /build/dashboard-release /opt/dashboard
RUN mkdir /data && chown 65534:65534 /data
USER 65534:65534
ENV HOST=0.0.0.0 \
    PORT=3000 \
    DASHBOARD_DATA_DIR=/data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["/opt/dashboard/node_modules/.bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/opt/dashboard/dashboard"]
CMD ["start"]
