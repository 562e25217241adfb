/** The SDK for Java. It needs nothing but the JDK; its HTTP server only where that is used. */
module dev.statefun.sdk.java {
  requires static jdk.httpserver;

  exports dev.statefun.sdk.java;
  exports dev.statefun.sdk.java.annotations;
  exports dev.statefun.sdk.java.handler;
  exports dev.statefun.sdk.java.http;
  exports dev.statefun.sdk.java.io;
  exports dev.statefun.sdk.java.message;
  exports dev.statefun.sdk.java.slice;
  exports dev.statefun.sdk.java.storage;
  exports dev.statefun.sdk.java.types;
}
