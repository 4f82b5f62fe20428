# A static binary in an otherwise small image:
#   docker build -t flowright .
#   docker run --rm -v "$PWD:/work:ro" flowright check
FROM rust:1-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY grammar grammar
COPY schema schema
COPY benches benches
COPY tests tests
RUN cargo build --release --locked --bin flowright

FROM alpine:3
# git is what `check --since` asks.
RUN apk add --no-cache git \
 && adduser -D -H -u 10001 flowright \
 && git config --system --add safe.directory /work
COPY --from=build /source/target/release/flowright /usr/local/bin/flowright
USER 10001
WORKDIR /work
ENTRYPOINT ["flowright"]
CMD ["--help"]
