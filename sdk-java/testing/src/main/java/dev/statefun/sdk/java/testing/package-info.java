/**
 * Tests of functions without a runtime.
 *
 * <pre>{@code
 * TestContext context = TestContext.forTarget(new Address(PERSON, "Bob"));
 * new PersonFn().apply(context, MessageBuilder.forAddress(context.self()).withValue("hi").build()).join();
 * assertEquals(Optional.of(1), context.storage().get(PersonFn.VISITS));
 * assertEquals(List.of(SideEffects.sentMessage(greeting)), context.getSentMessages());
 * }</pre>
 */
package dev.statefun.sdk.java.testing;
