//! Opening the door: the listening socket, the thread behind it, and one task for each connection.
use super::{
    Incoming,
    body::Room,
    exchange::{self, House},
    limits::{BACKLOG, BREATH, FAREWELL, HEAD_TIME, MOST_HEAD},
    seats::{Guest, Seats},
    wire::Ids,
};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::pin,
    sync::Arc,
    thread::{self, JoinHandle},
    time::SystemTime,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    runtime,
    sync::oneshot,
    time::{sleep, timeout},
};

/// What a new connection hears while all places are taken by callers at work. SDKs try again by themselves.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 1\r\ncontent-type: text/plain\r\ncontent-length: 62\r\n\r\ninflight answers 256 connections at a time: try again shortly.";

/// An open door. Dropped, it closes: requests at work may be answered for a moment, then everybody is sent away.
#[derive(Debug)]
pub struct Door {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Door {
    /// Where it is: `127.0.0.1:4499`.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Opens the door on loopback, at this port or (`None`, 0) at a free one. Every request that can be read goes to `to`.
///
/// # Errors
/// The port is taken or not allowed.
pub fn open(port: Option<u16>, to: impl Fn(Incoming) + Send + Sync + 'static) -> io::Result<Door> {
    let runtime = runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let listener = {
        let _inside = runtime.enter();
        listen((Ipv4Addr::LOCALHOST, port.unwrap_or(0)).into())?
    };
    let address = listener.local_addr()?;
    // The same port of the other loopback, for clients that resolve `localhost` so; not everywhere is there one.
    let second = {
        let _inside = runtime.enter();
        listen((Ipv6Addr::LOCALHOST, address.port()).into()).ok()
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let run = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    let house = Arc::new(House { to: Box::new(to), room: Room::default(), ids: Ids::new(run) });
    let thread = thread::Builder::new().name("door".into()).spawn(move || {
        runtime.block_on(keep(listener, second, house, stopped));
    })?;
    Ok(Door { address, stop: Some(stop), thread: Some(thread) })
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A server that was ended a moment ago does not keep the port from its successor.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Lets callers in until the door closes.
async fn keep(listener: TcpListener, second: Option<TcpListener>, house: Arc<House>, stopped: oneshot::Receiver<()>) {
    let seats = Seats::new();
    let mut stopped = pin!(stopped);
    loop {
        let arrived = tokio::select! {
            _ = &mut stopped => break,
            arrived = listener.accept() => arrived,
            arrived = accept(second.as_ref()) => arrived,
        };
        let Ok((stream, _)) = arrived else {
            sleep(BREATH).await;
            continue;
        };
        match seats.take().await {
            Some(guest) => drop(tokio::spawn(attend(stream, guest, house.clone()))),
            None => turn_away(&stream),
        }
    }
    drop((listener, second));
    seats.close();
    let empty = async {
        while !seats.is_empty() {
            sleep(BREATH / 10).await;
        }
    };
    let _ = timeout(FAREWELL, empty).await;
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}

/// Tells a connection that there is no place; what it cannot take at once it does not get.
fn turn_away(stream: &TcpStream) {
    let _ = stream.try_write(FULL);
}

/// One connection, request after request.
async fn attend(stream: TcpStream, guest: Guest, house: Arc<House>) {
    let _ = stream.set_nodelay(true);
    let guest = Arc::new(guest);
    let service = {
        let guest = guest.clone();
        service_fn(move |request| exchange::exchange(house.clone(), guest.clone(), request))
    };
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_header_size(MOST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        biased;
        // However it ends, it concerns nobody else.
        _ = &mut connection => {}
        () = guest.seat.leave.notified() => if guest.seat.is_busy() {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        },
    }
}
