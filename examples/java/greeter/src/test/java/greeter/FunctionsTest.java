package greeter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.statefun.sdk.java.Address;
import dev.statefun.sdk.java.message.EgressMessageBuilder;
import dev.statefun.sdk.java.message.Message;
import dev.statefun.sdk.java.message.MessageBuilder;
import dev.statefun.sdk.java.testing.SideEffects;
import dev.statefun.sdk.java.testing.TestContext;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionsTest {
  @Test
  void aPersonCountsTheVisitsAndAsksTheGreeter() {
    Address bob = new Address(PersonFn.TYPE, "Bob");
    TestContext context = TestContext.forTarget(bob);
    Message hello = request(bob, new GreetRequest("Bob", 0));
    new PersonFn().apply(context, hello).join();
    new PersonFn().apply(context, hello).join();
    assertEquals(Optional.of(2), context.storage().get(PersonFn.VISITS));
    Address greeter = new Address(GreeterFn.TYPE, "Bob");
    assertEquals(
        List.of(
            SideEffects.sentMessage(request(greeter, new GreetRequest("Bob", 1))),
            SideEffects.sentMessage(request(greeter, new GreetRequest("Bob", 2)))),
        context.getSentMessages());
  }

  @Test
  void theGreeterWelcomesBack() {
    Address greeter = new Address(GreeterFn.TYPE, "Bob");
    TestContext context = TestContext.forTarget(greeter);
    new GreeterFn().apply(context, request(greeter, new GreetRequest("Bob", 2))).join();
    EgressRecord record = new EgressRecord("greetings", "Welcome back, Bob! This is visit number 2.");
    assertEquals(
        List.of(
            SideEffects.sentEgress(
                EgressMessageBuilder.forEgress(GreeterFn.PLAYGROUND).withCustomType(EgressRecord.TYPE, record).build())),
        context.getSentEgressMessages());
  }

  private static Message request(Address to, GreetRequest request) {
    return MessageBuilder.forAddress(to).withCustomType(GreetRequest.TYPE, request).build();
  }
}
