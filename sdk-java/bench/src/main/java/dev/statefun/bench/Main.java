package dev.statefun.bench;

import dev.statefun.compat.OfficialTwin;
import dev.statefun.compat.Request;
import dev.statefun.compat.Service;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The handler of this SDK and that of the official one on the same requests: in turns, many short ones, in one process. It
 * prints the median CPU time of a request for each, and their ratio.
 */
public final class Main {
  private static final int TURNS = 101;
  private static final long TURN_NANOS = 20_000_000;
  private static final int CHECK_INTERVAL = 64;

  /** Of each on each request, before anything is measured: until the JIT compiler has done its work. */
  private static final int WARM_UP_TURNS = 150;

  private static final String INT = "io.statefun.types/int";
  private static final String STRING = "io.statefun.types/string";

  private Main() {}

  public static void main(String[] args) {
    System.out.println("Java " + System.getProperty("java.version") + ", " + TURNS + " turns of each, interleaved");
    System.out.println("| request | here, µs | official, µs | times as fast |\n| --- | --- | --- | --- |");
    Service ours = new GreeterService();
    Service official = OfficialTwin.of(GreeterService.class);
    Map<String, byte[]> requests = new LinkedHashMap<>();
    requests.put("greeter: one message, one state", greeter(1));
    requests.put("a batch of 10", greeter(10));
    requests.put("a value of 10 KB, stored and sent", text(10_000));
    for (byte[] request : requests.values()) checkSame(ours.handle(request).join(), official.handle(request).join());
    for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
      for (byte[] request : requests.values()) {
        turn(ours, request);
        turn(official, request);
      }
    }
    requests.forEach((name, request) -> measure(name, request, ours, official));
  }

  private static byte[] greeter(int messages) {
    Request request = Request.to("Bob").state("visits", INT, Request.intValue(41)).state("text");
    for (int i = 0; i < messages; i++) request.message(true, INT, Request.intValue(1));
    return request.encode();
  }

  private static byte[] text(int length) {
    byte[] prefix = {0x0a, (byte) (length & 0x7f | 0x80), (byte) (length >> 7)};
    byte[] value = Arrays.copyOf(prefix, prefix.length + length);
    byte[] text = "a text ".repeat(length / 7 + 1).substring(0, length).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, value, prefix.length, length);
    return Request.to("Bob").state("visits").state("text").message(false, STRING, value).encode();
  }

  private static void measure(String name, byte[] request, Service ours, Service official) {
    double[] ourNanos = new double[TURNS];
    double[] officialNanos = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      ourNanos[turn] = turn(ours, request);
      officialNanos[turn] = turn(official, request);
    }
    double our = median(ourNanos);
    double their = median(officialNanos);
    System.out.printf("| %s | %.1f | %.1f | %.2f |%n", name, our / 1000, their / 1000, their / our);
  }

  private static void checkSame(byte[] ours, byte[] official) {
    if (!Arrays.equals(sorted(ours), sorted(official))) throw new IllegalStateException("the replies differ");
  }

  /** The order of changed states is not that of the official SDK. */
  private static byte[] sorted(byte[] bytes) {
    byte[] sorted = bytes.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static double turn(Service service, byte[] request) {
    long begin = cpuNanos();
    long handled = 0;
    long passed;
    do {
      for (int i = 0; i < CHECK_INTERVAL; i++) {
        if (service.handle(request).join().length == 0) throw new IllegalStateException("an empty reply");
      }
      handled += CHECK_INTERVAL;
      passed = cpuNanos() - begin;
    } while (passed < TURN_NANOS);
    return (double) passed / handled;
  }

  /** Of this thread, which does all the work: what others do on the machine counts little. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
