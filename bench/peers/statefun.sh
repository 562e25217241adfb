#!/usr/bin/env bash
# statefun.sh start DIR | stop DIR | rss DIR      Apache StateFun 3.3.0 / Flink 1.16.2: one JobManager + one TaskManager
# environment (defaults):  KAFKA=127.0.0.1:19092  FN_URL=http://127.0.0.1:18000/statefun  IN=in OUT=out(only the function server picks OUT)
#   TRANSPORT=default|async  SEMANTIC=at-least-once|exactly-once  CHECKPOINT=1s|10s|off  PARALLELISM=1
#   GROUP=peer  STARTUP=earliest  STATE_BACKEND=rocksdb  TM_MEM=4g JM_MEM=1g  TXN_PROPS/EXTRA_CONF="k: v\n.."  FLINK_PORT=18081
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
PEER_HOME=${PEER_HOME:-${STATEFUN_TEST_CACHE:-$HOME/.cache/statefun-ts}/peer}; LIB=$PEER_HOME/statefun/lib
CMD=${1:?start|stop|rss}; DIR=${2:?dir}
OPENS="--add-exports=java.base/sun.net.util=ALL-UNNAMED --add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED --add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.net=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.lang.reflect=ALL-UNNAMED --add-opens=java.base/java.text=ALL-UNNAMED --add-opens=java.base/java.time=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED --add-opens=java.base/java.util.concurrent=ALL-UNNAMED --add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED --add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED"
killp() { [ -f "$1" ] || return 0; local p; p=$(cat "$1"); kill "$p" 2>/dev/null || true; for _ in $(seq 100); do kill -0 "$p" 2>/dev/null || break; sleep 0.1; done; kill -9 "$p" 2>/dev/null || true; rm -f "$1"; }
case $CMD in
stop) killp "$DIR/tm.pid"; killp "$DIR/jm.pid" ;;
rss) for r in jm tm; do echo "$r $(grep -E 'VmRSS|VmHWM' /proc/$(cat $DIR/$r.pid)/status | tr -s ' \t\n' ' ') cpu_s $(awk -v h=$(getconf CLK_TCK) '{print ($14+$15)/h}' /proc/$(cat $DIR/$r.pid)/stat)"; done ;;
start)
  if [ ! -d "$LIB" ]; then (cd "$HERE/statefun" && mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$LIB"); fi
  # the launcher insists on this path (the docker image's); the jar is the plain statefun-flink-core
  CORE=$(ls "$LIB"/../core/statefun-flink-core-*.jar 2>/dev/null || true)
  if [ -z "$CORE" ]; then mkdir -p "$LIB/../core"; mv "$LIB"/statefun-flink-core-*.jar "$LIB/../core/"; CORE=$(ls "$LIB"/../core/statefun-flink-core-*.jar); fi
  mkdir -p /opt/flink/lib /opt/statefun/modules; cp -u "$CORE" /opt/flink/lib/statefun-flink-core.jar
  JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
  mkdir -p "$DIR"; DIR=$(cd "$DIR" && pwd); mkdir -p "$DIR/conf" "$DIR/tmp"
  rm -f "$DIR"/*.log
  KAFKA=${KAFKA:-127.0.0.1:19092}; PAR=${PARALLELISM:-1}; FP=${FLINK_PORT:-18081}
  {
    cat <<C
statefun.flink-job-name: peer
classloader.parent-first-patterns.additional: org.apache.flink.statefun;org.apache.kafka;com.google.protobuf
restart-strategy: fixed-delay
restart-strategy.fixed-delay.attempts: 2147483647
restart-strategy.fixed-delay.delay: 1sec
state.backend.local-recovery: true
state.backend: ${STATE_BACKEND:-rocksdb}
state.backend.rocksdb.timer-service.factory: ROCKSDB
state.backend.rocksdb.localdir: $DIR/local/rocksdb
state.backend.rocksdb.memory.partitioned-index-filters: true
state.backend.rocksdb.checkpoint.transfer.thread.num: 8
state.backend.rocksdb.thread.num: 4
state.checkpoints.dir: file://$DIR/checkpoints
state.backend.incremental: true
taskmanager.state.local.root-dirs: $DIR/local/recovery
jobmanager.memory.process.size: ${JM_MEM:-1g}
taskmanager.memory.process.size: ${TM_MEM:-4g}
pipeline.auto-generate-uids: false
execution.savepoint.ignore-unclaimed-state: true
parallelism.default: $PAR
taskmanager.numberOfTaskSlots: $PAR
jobmanager.rpc.address: 127.0.0.1
jobmanager.rpc.port: $((FP-1000))
jobmanager.bind-host: 127.0.0.1
taskmanager.bind-host: 127.0.0.1
taskmanager.host: 127.0.0.1
rest.address: 127.0.0.1
rest.bind-address: 127.0.0.1
rest.port: $FP
blob.server.port: $((FP+1))
io.tmp.dirs: $DIR/tmp
C
    if [ "${CHECKPOINT:-1s}" != off ]; then printf 'execution.checkpointing.mode: EXACTLY_ONCE\nexecution.checkpointing.interval: %s\n' "${CHECKPOINT:-1s}"; fi
    printf '%b\n' "${EXTRA_CONF:-}"
  } > "$DIR/conf/flink-conf.yaml"
  if [ "${TRANSPORT:-default}" = async ]; then TR='
  transport:
    type: io.statefun.transports.v1/async'; else TR=''; fi
  if [ "${SEMANTIC:-at-least-once}" = exactly-once ]; then DS='
  deliverySemantic:
    type: exactly-once
    transactionTimeout: 15min'; else DS="
  deliverySemantic:
    type: ${SEMANTIC:-at-least-once}"; fi
  cat > "$DIR/conf/module.yaml" <<M
kind: io.statefun.endpoints.v2/http
spec:
  functions: peer/*
  urlPathTemplate: ${FN_URL:-http://127.0.0.1:18000/statefun}$TR
---
kind: io.statefun.kafka.v1/ingress
spec:
  id: peer/in
  address: $KAFKA
  consumerGroupId: ${GROUP:-peer}
  startupPosition:
    type: ${STARTUP:-earliest}
  topics:
    - topic: ${IN:-in}
      valueType: io.statefun.types/string
      targets:
        - peer/greeter
---
kind: io.statefun.kafka.v1/egress
spec:
  id: peer/out
  address: $KAFKA$DS
M
  cat > "$DIR/conf/log4j2.properties" <<L
rootLogger.level = INFO
rootLogger.appenderRef.f.ref = F
appender.f.name = F
appender.f.type = FILE
appender.f.fileName = \${sys:log.file}
appender.f.layout.type = PatternLayout
appender.f.layout.pattern = %d{HH:mm:ss.SSS} %-5p %-60c %m%n
logger.kp.name = org.apache.kafka
logger.kp.level = WARN
L
  CP="$DIR/conf:$LIB/*"
  export FLINK_CONF_DIR=$DIR/conf
  # Flink's own memory arithmetic, as its start scripts use it
  bju() { "$JAVA" $OPENS -Dlog4j.configurationFile=file:"$DIR/conf/log4j2.properties" -Dlog.file="$DIR/bju.log" -cp "$CP" org.apache.flink.runtime.util.bash.BashJavaUtils "$1" --configDir "$DIR/conf" 2>/dev/null; }
  if [ ! -f "$DIR/mem.$PAR.${TM_MEM:-4g}" ]; then { bju GET_JM_RESOURCE_PARAMS; echo ----; bju GET_TM_RESOURCE_PARAMS; } > "$DIR/mem.$PAR.${TM_MEM:-4g}"; fi
  M=$DIR/mem.$PAR.${TM_MEM:-4g}
  JMJ=$(sed '/^----/,$d' "$M" | grep BASH_JAVA_UTILS_EXEC_RESULT | sed -n 1p | cut -d: -f2-); JMD=$(sed '/^----/,$d' "$M" | grep BASH_JAVA_UTILS_EXEC_RESULT | sed -n 2p | cut -d: -f2-)
  TMJ=$(sed '1,/^----/d' "$M" | grep BASH_JAVA_UTILS_EXEC_RESULT | sed -n 1p | cut -d: -f2-); TMD=$(sed '1,/^----/d' "$M" | grep BASH_JAVA_UTILS_EXEC_RESULT | sed -n 2p | cut -d: -f2-)
  date +%s.%N > "$DIR/t0"
  setsid nohup "$JAVA" $JMJ $OPENS -Dlog4j.configurationFile=file:"$DIR/conf/log4j2.properties" -Dlog.file="$DIR/jm.log" -cp "$CP" \
     org.apache.flink.statefun.flink.launcher.StatefulFunctionsClusterEntryPoint --configDir "$DIR/conf" $JMD > "$DIR/jm.out.log" 2>&1 < /dev/null &
  echo $! > "$DIR/jm.pid"
  # a TaskManager that finds no JobManager waits a fixed 10 s before its next try: start it when the RPC port answers (TM_EARLY=1: at once)
  if [ -z "${TM_EARLY:-}" ]; then for i in $(seq 600); do (exec 3<>/dev/tcp/127.0.0.1/$((FP-1000))) 2>/dev/null && break; kill -0 "$(cat "$DIR/jm.pid")" 2>/dev/null || break; sleep 0.05; done; fi
  setsid nohup "$JAVA" $TMJ $OPENS -Dlog4j.configurationFile=file:"$DIR/conf/log4j2.properties" -Dlog.file="$DIR/tm.log" -cp "$CP" \
     org.apache.flink.runtime.taskexecutor.TaskManagerRunner --configDir "$DIR/conf" $TMD > "$DIR/tm.out.log" 2>&1 < /dev/null &
  echo $! > "$DIR/tm.pid"
  for i in $(seq 1200); do
    if curl -s "http://127.0.0.1:$FP/jobs/overview" 2>/dev/null | grep -q '"running":[1-9]'; then
       J=$(curl -s "http://127.0.0.1:$FP/jobs/overview"); if python3 -c 'import json,sys; j=json.loads(sys.argv[1])["jobs"][0]; sys.exit(0 if j["state"]=="RUNNING" and j["tasks"]["running"]==j["tasks"]["total"] else 1)' "$J"; then break; fi; fi
    kill -0 "$(cat "$DIR/jm.pid")" 2>/dev/null || { echo "jobmanager died: $DIR/jm.log $DIR/jm.out.log"; exit 1; }
    kill -0 "$(cat "$DIR/tm.pid")" 2>/dev/null || { echo "taskmanager died: $DIR/tm.log $DIR/tm.out.log"; exit 1; }
    sleep 0.1
  done
  echo "statefun running after $(echo "$(date +%s.%N)-$(cat "$DIR/t0")"|bc)s  jm $(cat "$DIR/jm.pid") tm $(cat "$DIR/tm.pid")"
  ;;
esac
