/**
 * Functions behind the JDK's own HTTP server, and what adapters for other servers have in common.
 *
 * <pre>{@code
 * RequestReplyServer.start(new InetSocketAddress(8000), functions.requestReplyHandler());
 * }</pre>
 */
package dev.statefun.sdk.java.http;
