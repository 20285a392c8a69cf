"""Makes data-0.1.0.zip with an older version of the bridge, for UpgradeTest.

    git worktree add OLD 7bf150a
    (cd OLD && mvn -q -DskipTests compile dependency:build-classpath -Dmdep.outputFile=target/cp)
    python3 make.py OLD OUT && (cd OUT && zip -qr9 ../data-0.1.0.zip .)

OUT is deleted first. Ids are new each time: UpgradeTest names some, which the end of the output shows.
"""
import subprocess,os,sys,time,json,urllib.request,shutil,sqlite3,signal
HERE=os.path.dirname(os.path.abspath(__file__))
W=os.path.abspath(sys.argv[1]); cp=f"{W}/target/classes:"+open(W+'/target/cp').read().strip()
O=os.path.abspath(sys.argv[2]); shutil.rmtree(O,ignore_errors=True); os.makedirs(O); D=O+'/data'
SP,HP,MP,BP=18090,18080,18076,18016
KEY='key-of-the-shop-it-is'
def http(m,u,body=None,h={}):
    r=urllib.request.Request(u,method=m,data=body.encode() if body is not None else None,headers=h)
    try:
        with urllib.request.urlopen(r,timeout=90) as x: return x.status,x.read().decode()
    except urllib.error.HTTPError as e: return e.code,e.read().decode()
def until(f,t=60,what=''):
    e=time.time()+t
    while time.time()<e:
        try:
            if f(): return
        except Exception as x: last=x
        time.sleep(.2)
    raise SystemExit('no '+what)
def java(*a,log,env={}):
    return subprocess.Popen(['java','-Dbridge.home='+W,f'-Dlog4j2.configurationFile=file:{W}/config/log4j2.properties','-cp',cp,'io.pluralbridge.Main',*a],cwd=O,env=dict(os.environ,**env),stdout=open(log,'w'),stderr=subprocess.STDOUT)
def sandbox():
    p=java('sandbox','--port',str(SP),'--state',O+'/sandbox-state','--gullible','--webhook-url',f'http://localhost:{HP}/webhooks/plural',log=O+'-sandbox.log')
    until(lambda:http('GET',f'http://localhost:{SP}/sandbox/ledger')[0]==200,what='sandbox'); return p
env=dict(BRIDGE_DATA_DIR=D,BRIDGE_HTTP_PORT=str(HP),BRIDGE_MANAGEMENT_PORT=str(MP),BRIDGE_BROKER_PORT=str(BP),
 PLURAL_ENVIRONMENT='uat',PLURAL_API_BASE_URL=f'http://localhost:{SP}',PLURAL_API_CLIENT_ID='sandbox',PLURAL_API_CLIENT_SECRET='sandbox-secret',
 PLURAL_WEBHOOK_SECRET='sandbox-webhook-secret',PLURAL_API_RESPONSE_TIMEOUT_MS='1000',BRIDGE_HTTP_API_KEYS='shop='+KEY,
 BRIDGE_EVENTS_URL='http://localhost:9/events',BRIDGE_EVENTS_SECRET='YS1zZWNyZXQtb2YtZXZlbnRzLTMyLWJ5dGVzLWxvbmc=',BRIDGE_INQUIRY_FIRST_DELAY='500ms',BRIDGE_INQUIRY_MAX_DELAY='1s',
 BRIDGE_INQUIRY_PROOF_AFTER='2s',BRIDGE_INQUIRY_GIVE_UP_AFTER='8s',BRIDGE_RETRY_MAX_DELAY='2s',INTAKE_CSV_QUIET_PERIOD='1s',PLURAL_API_MAX_IN_FLIGHT='4')
sb=sandbox()
orders=[l.split(',')[0] for l in http('POST',f'http://localhost:{SP}/sandbox/orders?count=24&amount=110000')[1].split()[1:]]
print(orders[:2],len(orders))
br=java('run',log=O+'-bridge.log',env=env)
until(lambda:http('GET',f'http://localhost:{HP}/openapi.json')[0] in(200,401),what='bridge')
H={'Authorization':'Bearer '+KEY,'Content-Type':'application/json'}
B=f'http://localhost:{HP}'
pw=open(D+'/broker/password').read().strip()
def erp(*m):
    subprocess.check_call(['java','-cp',cp,HERE+'/Erp.java',str(BP),USER,pw,*m],stderr=subprocess.DEVNULL)
USER='plural-bridge'
def db(q):
    c=sqlite3.connect(f'file:{D}/journal.db?mode=ro',uri=True); r=c.execute(q).fetchall(); c.close(); return r
def cap(k,o): return json.dumps(dict(action='CAPTURE',key=k,order_id=o,body=dict(merchant_capture_reference=k,capture_amount=dict(value=110000,currency='INR'))))
def drop(name,rows):
    t=D+'/w-'+name; open(t,'w').write('order_id,merchant_capture_reference,amount,currency\n'+''.join(f'{o},{r},110000,INR\n' for o,r in rows)); os.utime(t,(time.time()-60,)*2); os.rename(t,D+'/inbox/'+name)
card=lambda ref:json.dumps(dict(payments=[dict(merchant_payment_reference=ref,payment_amount=dict(value=110000,currency='INR'),payment_method='CARD',payment_option=dict(card_details=dict(name='Kevin Bob',card_number='4012001037141112',cvv='065',expiry_month='12',expiry_year='2099')))]))
# --- what was done
drop('done.csv',[(orders[i],f'done-{i}') for i in range(4)])
print(http('POST',B+'/api/pay/v1/orders',json.dumps(dict(merchant_order_reference='shop-1',order_amount=dict(value=110000,currency='INR'),pre_auth=True)),H))
new=[json.loads(http('POST',B+'/api/pay/v1/orders',json.dumps(dict(merchant_order_reference=f'shop-{i}',order_amount=dict(value=110000,currency='INR'),pre_auth=True)),H)[1])['data']['order_id'] for i in (2,3,4)]
print(http('POST',B+f'/api/pay/v1/orders/{new[0]}/payments',card('pay-2'),H)[0])
erp('corr-q-0|'+cap('q-0',orders[4]),'corr-bad|{"action":"CAPTUR","key":"bad"}')
until(lambda:db("select count(*) from batch where state='DONE' or finished_at is not null")[0][0]==1,what='batch')
until(lambda:db("select count(*) from announcement where told_at is not null")[0][0]>=2,what='announcements')
until(lambda:db("select count(*) from order_event")[0][0]>=2,what='events')
# --- what Plural did, and whose answer was lost
http('PUT',f'http://localhost:{SP}/sandbox/faults','lost-after-effect=1')
drop('half.csv',[(orders[i],f'half-{i}') for i in (5,)])
erp('corr-q-1|'+cap('q-1',orders[6]))
print(http('PUT',B+f'/api/pay/v1/orders/{orders[7]}/capture',json.dumps(dict(merchant_capture_reference='h-7',capture_amount=dict(value=110000,currency='INR'))),dict(H,Prefer='respond-async')))
print(http('POST',B+f'/api/pay/v1/orders/{new[1]}/payments',card('pay-3'),dict(H,Prefer='respond-async')))
until(lambda:db("select count(*) from entry where state='UNKNOWN'")[0][0]>=4,what='unknown')
until(lambda:db("select count(*) from entry where parked_at is not null")[0][0]>=4,what='parked')
print('parked',db("select action,state,parked_at is not null from entry"))
http('PUT',f'http://localhost:{SP}/sandbox/faults','outage=1,outage-ms=600000')
erp('corr-q-2|'+cap('q-2',orders[8]),'corr-q-3|'+cap('q-3',orders[9]))
drop('open.csv',[(orders[i],f'open-{i}') for i in range(10,20)])
print(http('PUT',B+f'/api/pay/v1/orders/{new[0]}/cancel','',dict(H,Prefer='respond-async')))
print(http('POST',B+f'/api/pay/v1/orders/{new[2]}/payments',card('pay-4'),dict(H,Prefer='respond-async')))
until(lambda:db("select count(*) from batch")[0][0]>=3,what='third batch')
time.sleep(1.5)
br.send_signal(signal.SIGKILL); sb.send_signal(signal.SIGTERM); br.wait(); sb.wait()
for q in ("select action,command_key,state,parked_at is not null,sealed is not null,batch_id from entry","select id,name,state,open_entries from batch","select message_id,correlation_id,entry_id,due_at is not null,told_at is not null from announcement","select command_key,order_id from entry where command_key='pay-2'","select body from answer where entry_id=1"):
    print(q); [print('  ',str(r)[:230]) for r in db(q)]
os.remove(D+'/journal.lock')
