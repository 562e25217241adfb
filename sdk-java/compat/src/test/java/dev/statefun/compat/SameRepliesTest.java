package dev.statefun.compat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The same source with either SDK, and the same requests. */
class SameRepliesTest {
  private static final List<String> STATES = List.of("a", "b", "c", "d", "e", "f", "g", "h");
  private static final byte INCOMPLETE = (byte) 0xaa;
  private static final String INT = "io.statefun.types/int";

  private final Service ours = new RandomService();
  private final Service official = OfficialTwin.of(RandomService.class);

  @Test
  void theTwinIsOfTheOfficialSdk() {
    assertFalse(official instanceof RandomService);
    assertTrue(Arrays.stream(official.getClass().getDeclaredFields())
        .anyMatch(field -> field.getType().getName().startsWith(OfficialTwin.OFFICIAL_PREFIX)));
  }

  @Test
  void randomFunctionsReplyTheSameBytes() {
    for (int seed = 0; seed < 5_000; seed++) {
      byte[] request = randomRequest(seed);
      assertArrayEquals(official.handle(request).join(), ours.handle(request).join(), "seed " + seed);
    }
  }

  @Test
  void statesThatFollowFromRepliesAreReadTheSame() {
    byte[] mutable = {'x'};
    for (int seed = 0; seed < 2_000; seed++) {
      Request request = Request.to("Bob").state("extra").state("a", INT, Request.intValue(seed));
      for (String name : STATES.subList(1, 7)) request.state(name);
      byte[] bytes = request.state("h", "example/mutable", mutable).message(true, INT, Request.intValue(seed)).encode();
      assertArrayEquals(official.handle(bytes).join(), ours.handle(bytes).join(), "seed " + seed);
    }
  }

  /** Of those without an expiration ours says that there is none, as the SDKs of other languages do. */
  @Test
  void missingStatesAreAskedForInTheSameWay() {
    for (List<String> missing : List.of(List.of("e"), List.of("f"), List.of("e", "f"))) {
      Request request = Request.to("Bob");
      for (String name : STATES) if (!missing.contains(name)) request.state(name);
      byte[] bytes = request.message(false, INT, Request.intValue(1)).encode();
      byte[] reply = ours.handle(bytes).join();
      assertArrayEquals(official.handle(bytes).join(), reply);
      assertEquals(INCOMPLETE, reply[0]);
    }
  }

  @Test
  void aRequestForNothingIsAnsweredByNothing() {
    assertArrayEquals(official.handle(new byte[0]).join(), ours.handle(new byte[0]).join());
  }

  @Test
  void whatTheOfficialSdkRefusesIsRefused() {
    Random random = new Random(5);
    int answered = 0;
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] request = broken(randomRequest(i % 200), random);
      byte[] reply = replyOrNull(ours, request);
      if (reply == null) {
        // Ours is stricter: it refuses text that is not UTF-8, for one.
        refused++;
        continue;
      }
      answered++;
      byte[] expected = replyOrNull(official, request);
      String shown = "round " + i + ": " + HexFormat.of().formatHex(request);
      if (reply.length > 0 && reply[0] == INCOMPLETE) assertEquals(INCOMPLETE, expected[0], shown);
      else assertArrayEquals(expected, reply, shown);
    }
    assertTrue(answered > 1_000 && refused > 5_000, answered + " answered, " + refused + " refused");
  }

  private static byte[] replyOrNull(Service service, byte[] request) {
    try {
      return service.handle(request).join();
    } catch (CompletionException failure) {
      assertFalse(failure.getCause() instanceof Error, () -> "an Error: " + failure);
      return null;
    }
  }

  private static byte[] broken(byte[] request, Random random) {
    byte[] bytes = request.clone();
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static byte[] randomRequest(int seed) {
    Random random = new Random(seed);
    Request request = Request.to("id/" + seed);
    for (String name : STATES) request.state(name);
    for (int messages = random.nextInt(4); messages >= 0; messages--) {
      request.message(random.nextBoolean(), INT, Request.intValue(random.nextInt()));
    }
    return request.encode();
  }
}
