# EchoNest as an image: one static program with the page inside it, and nothing else.
#
#   docker build --tag echonest .
#   docker run --publish 5001:5001 --volume echonest:/data --read-only --cap-drop ALL echonest
#
# A release gives the programs it has built already in place of the stage `program`:
#   docker buildx build --build-context program=dist --platform linux/amd64,linux/arm64 .
# where dist/ holds amd64/echonest, arm64/echonest and an empty data/backups/.

# The page is the same for every machine, so it is built on the one that builds.
FROM --platform=$BUILDPLATFORM node:22-alpine AS page
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --ignore-scripts --loglevel error
COPY frontend/ ./
RUN npm run --silent build -- --logLevel warn

# Alpine's Rust builds against musl, which makes the program static.
FROM rust:1.95-alpine AS build
ARG TARGETARCH
RUN apk add --no-cache build-base
WORKDIR /build
COPY Cargo.toml Cargo.lock build.rs ./
COPY src/ src/
COPY bench/ bench/
COPY fakes/ fakes/
# Cargo wants to see the tests that the manifest names; none is built.
COPY tests/ tests/
COPY --from=page /build/frontend/dist/ frontend/dist/
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/build/target,id=target-$TARGETARCH,sharing=locked \
    cargo build --release --locked --package echonest --bin echonest && \
    mkdir -p "/out/$TARGETARCH" /out/data/backups && \
    cp target/release/echonest "/out/$TARGETARCH/echonest"

FROM scratch AS program
COPY --from=build /out/ /

FROM scratch
ARG TARGETARCH
LABEL org.opencontainers.image.title="EchoNest" \
      org.opencontainers.image.description="A self-hosted party queue" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=program --chmod=0755 /${TARGETARCH}/echonest /echonest
# A volume is begun with this folder's owner, who is nobody in particular.
COPY --from=program --chown=65532:65532 /data/ /data/
USER 65532:65532
ENV BIND=0.0.0.0:5001 \
    METRICS_BIND=0.0.0.0:9464 \
    DATA_DIR=/data \
    PLAY_LOG_DIR=/data/play_logs
VOLUME /data
# Only the first is for people; the second is for whoever watches, and stays inside.
EXPOSE 5001 9464
STOPSIGNAL SIGTERM
# A `player` serves no page, and is asked with --player.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/echonest", "healthcheck"]
ENTRYPOINT ["/echonest"]
CMD ["serve"]
